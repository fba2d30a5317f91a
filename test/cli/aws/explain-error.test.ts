import { explain } from '../../../cli-src/aws/explain-error';
import { CommandError } from '../../../cli-src/errors';

const error = (name: string, message: string = 'said', more: object = {}) => Object.assign(new Error(message), { name, ...more });
const explained = (given: unknown) => explain(given, { what: 'telemetry', region: 'eu-west-1' });

test.each<[Error, RegExp]>([
  [error('Error', 'Region is missing'), /^no region is configured\. Give --region, or set AWS_REGION/],
  [error('CredentialsProviderError', 'Could not load credentials from any providers'), /^there are no AWS credentials .*aws sso login, aws configure, AWS_PROFILE or --profile/],
  [error('ExpiredTokenException'), /^the AWS credentials have expired \(said\)\. Sign in again/],
  [error('UnrecognizedClientException'), /^AWS does not accept the credentials \(said\)/],
  [error('AccessDeniedException', 'not authorized to perform: kinesis:GetRecords'), /^no access to telemetry in eu-west-1: not authorized .*Needed: kinesis:ListShards, kinesis:GetShardIterator and kinesis:GetRecords/],
  [error('KMSAccessDeniedException'), /^the key of telemetry cannot be used: said\. Needed: kms:Decrypt/],
  [error('ResourceNotFoundException'), /^there is no stream telemetry in eu-west-1 in this account: said\. aws kinesis list-streams lists/],
  [error('Error', '', { code: 'ECONNREFUSED' }), /^AWS cannot be reached in eu-west-1 \(ECONNREFUSED\)\. Check the network, --region and AWS_ENDPOINT_URL_KINESIS/],
  [error('ValidationException', 'two\n  lines'), /^AWS answered with ValidationException: two lines$/],
])('%s', (given, message) => {
  expect(explained(given)).toBeInstanceOf(CommandError);
  expect((explained(given) as Error).message).toMatch(message);
});

test('an error that says already what to do stays', () => {
  const given = new CommandError('do this');
  expect(explained(given)).toBe(given);
});
