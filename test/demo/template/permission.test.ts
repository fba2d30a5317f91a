import { isAllowed } from '../../../demo/template/permission';

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';
const allow = (statement: object) => ({ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: STREAM, ...statement });
const deny = (statement: object) => ({ ...allow(statement), Effect: 'Deny' });

test.each([
  ['the action on the stream', [allow({})], true],
  ['lists', [allow({ Action: ['kinesis:PutRecord', 'kinesis:PutRecords'], Resource: ['arn:aws:sqs:::x', STREAM] })], true],
  ['wildcards', [allow({ Action: 'kinesis:Put*', Resource: 'arn:aws:kinesis:*:123456789012:stream/tele????y' })], true],
  ['another case of the action', [allow({ Action: 'Kinesis:putrecords' })], true],
  ['NotAction with another action', [allow({ Action: undefined, NotAction: 'kinesis:DeleteStream' })], true],
  ['no statement', [], false],
  ['another action', [allow({ Action: 'kinesis:PutRecord' })], false],
  ['another stream', [allow({ Resource: `${STREAM}-2` })], false],
  ['another case of the stream', [allow({ Resource: STREAM.replace('telemetry', 'Telemetry') })], false],
  ['NotResource with the stream', [allow({ Resource: undefined, NotResource: STREAM })], false],
  ['a condition', [allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })], false],
  ['an allow and a deny', [allow({}), deny({ Action: '*', Resource: '*' })], false],
  ['an allow and a deny under a condition', [allow({}), deny({ Condition: {} })], false],
  ['a dot, which is not a wildcard', [allow({ Resource: 'arn:aws:kinesis:eu-west-1:123456789012:stream.telemetry' })], false],
])('%s', (_, statements, allowed) => {
  expect(isAllowed(statements, 'kinesis:PutRecords', STREAM).allowed).toBe(allowed);
});

test('names the action and the resource that are not allowed', () => {
  expect(isAllowed([], 'kinesis:PutRecords', STREAM).reason).toBe(`no statement allows kinesis:PutRecords on ${STREAM}`);
});
