import { describeFailure, FrozenCallError, hasAnswered, isCuredByAnotherCall } from '../../../extension-src/delivery/failure';
import type { FailureKind } from '../../../extension-src/delivery/failure';

const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

describe('kinds of failure', () => {
  test.each([
    'AccessDeniedException', 'AuthFailure', 'CredentialsProviderError', 'IncompleteSignatureException', 'InvalidSignatureException', 'KMSAccessDeniedException',
    'KMSDisabledException', 'KMSInvalidStateException', 'KMSNotFoundException', 'KMSOptInRequired', 'MissingAuthenticationTokenException', 'NotAuthorized',
    'OptInRequired', 'ResourceNotFoundException', 'SignatureDoesNotMatch', 'SubscriptionRequiredException', 'UnauthorizedAccess', 'UnknownOperationException',
    'UnrecognizedClientException',
  ])('%s lasts', (name) => {
    expect(describeFailure(Object.assign(new Error('no'), { name }), true)).toEqual({ kind: 'permanent', message: `${name}: no` });
  });

  test.each(['ProvisionedThroughputExceededException', 'InternalFailure', 'TimeoutError', 'KMSThrottlingException'])(
    '%s may pass', (name) => {
      expect(describeFailure(Object.assign(new Error('no'), { name }), false).kind).toBe('transient');
    });

  test('the message of a network error contains its code', () => {
    expect(describeFailure(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true)).toEqual({ kind: 'transient', message: 'ECONNREFUSED: connect' });
  });

  test.each(['ExpiredToken', 'ExpiredTokenException'])('%s asks for new credentials', (name) => {
    expect(describeFailure(Object.assign(new Error('no'), { name }), true).kind).toBe('credentials');
  });

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])('%s over an old connection asks for a new one; over a new one it is an error like others', (code) => {
    expect(describeFailure(Object.assign(new Error('no'), { code }), false).kind).toBe('reconnect');
    expect(describeFailure(Object.assign(new Error('no'), { code }), true).kind).toBe('transient');
  });

  test.each(['InvalidArgumentException', 'RequestEntityTooLargeException', 'SerializationException', 'ValidationError', 'ValidationException'])(
    '%s has a record as its cause', (name) => {
      expect(describeFailure(named(name), true).kind).toBe('invalid');
    });

  test.each([
    ['InvalidSignatureException', 'Signature expired: 20261121T120000Z is now earlier than 20261121T123000Z (20261121T123500Z - 5 min.)'],
    ['InvalidSignatureException', 'Signature not yet current: 20261121T123000Z is still later than 20261121T120500Z (20261121T120000Z + 5 min.)'],
    ['InvalidSignatureException', 'Signature not  yet current: 20261121T123000Z is still later than 20261121T120500Z (20261121T120000Z + 5 min.)'],
    ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
    ['RequestExpired', 'Request has expired.'],
    ['RequestInTheFuture', 'no'],
  ])('%s is about the time: %s', (name, message) => {
    expect(describeFailure(named(name, message), true).kind).toBe('clock');
  });

  test('a signature that does not match is about the time only if the SDK has corrected its clock', () => {
    const error = named('InvalidSignatureException', 'The request signature we calculated does not match the signature you provided.');
    expect(describeFailure(error, true).kind).toBe('permanent');
    expect(describeFailure(Object.assign(error, { $metadata: { clockSkewCorrected: false } }), true).kind).toBe('permanent');
    expect(describeFailure(Object.assign(error, { $metadata: { clockSkewCorrected: true } }), true).kind).toBe('clock');
  });

  test('an error with another cause is not about the time, although the SDK has corrected its clock', () => {
    const marked = (name: string) => Object.assign(named(name), { $metadata: { clockSkewCorrected: true } });
    expect(describeFailure(marked('AccessDeniedException'), true).kind).toBe('permanent');
    expect(describeFailure(marked('ProvisionedThroughputExceededException'), true).kind).toBe('transient');
  });

  test('a call that was frozen is made again over another connection', () => {
    expect(describeFailure(new FrozenCallError(), true)).toEqual({ kind: 'reconnect', message: 'FrozenCallError: the environment was frozen during the call' });
  });

  test('an error without a message is called by its name', () => {
    expect(describeFailure({ name: 'InternalFailure' }, true).message).toBe('InternalFailure');
    expect(describeFailure({}, true)).toEqual({ kind: 'transient', message: 'Error' });
  });

  test.each<[FailureKind, boolean, boolean]>([
    ['reconnect', true, false], ['transient', false, false], ['credentials', true, true], ['clock', true, true], ['invalid', false, true], ['permanent', false, true],
  ])('%s: another call at once may succeed: %s; Kinesis has answered: %s', (kind, isCured, answered) => {
    expect(isCuredByAnotherCall({ kind, message: '' })).toBe(isCured);
    expect(hasAnswered({ kind, message: '' })).toBe(answered);
  });
});
