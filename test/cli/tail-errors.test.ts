import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliRun } from './cli-run';
import { lineOf } from './telemetry';

const ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';
const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };

/** Answers as AWS's services do, by the operation. */
let answers: Record<string, (body: string) => object | Refusal>;
let server: Server;
let endpoint: string;
let home: string;
const asked: string[] = [];

class Refusal {
  constructor(readonly name: string, readonly message: string, readonly status: number = 400) {}
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tail-'));
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  asked.length = 0;
  answers = {
    ListShards: () => ({ Shards: [{ ShardId: 'shardId-000000000000' }] }),
    GetShardIterator: () => ({ ShardIterator: 'iterator' }),
    GetRecords: () => ({ Records: [], MillisBehindLatest: 0, NextShardIterator: 'next' }),
  };
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const operation = request.headers['x-amz-target'] ? String(request.headers['x-amz-target']).split('.')[1] : new URLSearchParams(body).get('Action') ?? '';
  asked.push(`${operation} ${String(request.headers.authorization).split('/')[2]}`);
  const given = answers[operation]?.(body) ?? new Refusal('UnknownOperationException', operation);
  if (operation.startsWith('Describe') || operation.startsWith('ListStack')) respondInXml(response, operation, given);
  else if (given instanceof Refusal) response.writeHead(given.status, JSON_TYPE).end(JSON.stringify({ __type: given.name, message: given.message }));
  else response.writeHead(200, JSON_TYPE).end(JSON.stringify(given));
}

/** CloudFormation speaks XML. */
function respondInXml(response: ServerResponse, operation: string, given: object): void {
  const xml = (value: unknown): string => Array.isArray(value) ? value.map((member) => `<member>${xml(member)}</member>`).join('')
    : typeof value === 'object' && value !== null ? Object.entries(value).map(([name, field]) => `<${name}>${xml(field)}</${name}>`).join('') : String(value);
  if (given instanceof Refusal) response.writeHead(given.status).end(`<ErrorResponse><Error><Type>Sender</Type>${xml({ Code: given.name, Message: given.message })}</Error></ErrorResponse>`);
  else response.writeHead(200, { 'content-type': 'text/xml' }).end(`<${operation}Response><${operation}Result>${xml(given)}</${operation}Result></${operation}Response>`);
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

function run(args: readonly string[], environment: Record<string, string> = { ...CREDENTIALS, AWS_REGION: 'eu-west-1' }) {
  return new CliRun(args, { HOME: home, AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true', ...environment }).ended;
}

test.each([
  [['tail', '--since', 'yesterday'], '--since must be a span such as 30s'],
  [['tail', '--filter', '/(/'], '--filter /(/ is not a regular expression'],
  [['tail', 'not a stream'], 'the stream must be a name or an ARN'],
])('%j: one line that says what is wrong, where to look, and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await run(args);
  expect(stderr).toContain(`cdk-kinesis-telemetry-extension tail: ${message}`);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('All options: npx cdk-kinesis-telemetry-extension tail --help');
  expect([code, stdout, asked]).toEqual([2, '', []]);
});

test('a command that does not exist, or none, lists those that do, with exit code 2', async () => {
  for (const args of [['tial'], []]) {
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/there is no command "tial"|a command is missing/) as unknown]);
    expect(stderr).toMatch(/^ {2}tail +show/m);
  }
});

test('--help goes to standard output, with exit code 0', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('tail') as unknown, stderr: '' });
  expect(await run(['tail', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--whole-request') as unknown, stderr: '' });
});

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['no region', ['tail', 'telemetry'], CREDENTIALS, /no region is configured\. Give --region/],
  ['no credentials', ['tail', 'telemetry', '--region', 'eu-west-1'], {}, /there are no AWS credentials .*aws sso login/],
  ['a profile that does not exist', ['tail', 'telemetry', '--region', 'eu-west-1', '--profile', 'nobody'], {}, /^cdk-kinesis-telemetry-extension tail: there are no AWS credentials for the profile nobody/],
  ['no network', ['tail', 'telemetry'], { ...CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_KINESIS: 'http://127.0.0.1:9' }, /AWS cannot be reached in eu-west-1 .*AWS_ENDPOINT_URL_KINESIS/],
])('%s: what to do, and exit code 1', async (_, args, environment, message) => {
  const { code, stdout, stderr } = await run(args, environment);
  expect(stderr).toMatch(message);
  expect([code, stdout]).toEqual([1, '']);
});

test.each<[string, Refusal, RegExp]>([
  ['no stream', new Refusal('ResourceNotFoundException', 'Stream telemetry under account 123456789012 not found'), /there is no stream telemetry in eu-west-1 in this account: .*aws kinesis list-streams/],
  ['no access', new Refusal('AccessDeniedException', 'User x is not authorized'), /no access to telemetry in eu-west-1: User x is not authorized\. Needed: kinesis:ListShards/],
  ['expired credentials', new Refusal('ExpiredTokenException', 'The token is expired'), /the AWS credentials have expired .*aws sso login/],
])('%s: what to do, and exit code 1', async (_, refusal, message) => {
  answers.ListShards = () => refusal;
  const { code, stderr } = await run(['tail', 'telemetry']);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});

test('an ARN names the region, and the profile of --profile the credentials', async () => {
  const credentials = join(home, 'credentials');
  writeFileSync(credentials, '[team]\naws_access_key_id = of-team\naws_secret_access_key = secret\n');
  const { code, stderr } = await run(['tail', ARN, '--profile', 'team'], { AWS_SHARED_CREDENTIALS_FILE: credentials });
  expect(stderr).toMatch(/^reading telemetry in eu-west-1, 1 shard, since /);
  expect([code, asked[0]]).toEqual([0, 'ListShards eu-west-1']);
});

test('AWS_DEFAULT_REGION and the region of a profile count, as for the AWS CLI', async () => {
  const config = join(home, 'config');
  writeFileSync(config, '[default]\nregion = sa-east-1\n');
  expect(await run(['tail', 'telemetry'], { ...CREDENTIALS, AWS_DEFAULT_REGION: 'us-west-2', AWS_CONFIG_FILE: config })).toMatchObject({ code: 0 });
  expect(await run(['tail', 'telemetry'], { ...CREDENTIALS, AWS_CONFIG_FILE: config })).toMatchObject({ code: 0 });
  expect(asked.filter((call) => call.startsWith('ListShards'))).toEqual(['ListShards us-west-2', 'ListShards sa-east-1']);
});

test('without a stream, the SSM parameter of the construct names it', async () => {
  answers.GetParameter = (body) => JSON.parse(body).Name === '/telemetry/kinesis/stream/arn' ? { Parameter: { Value: ARN } } : new Refusal('ParameterNotFound', '');
  expect(await run(['tail'])).toMatchObject({ code: 0, stderr: expect.stringContaining('reading telemetry in eu-west-1') as unknown });
  expect(await run(['tail', '--prefix', '/other'])).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no SSM parameter /other/stream/arn') as unknown });
});

test('--stack names it by an output, or by the SSM parameter in the stack', async () => {
  answers.DescribeStacks = () => ({ Stacks: [{ StackName: 'shop', Outputs: [{ OutputKey: 'Stream', OutputValue: ARN }] }] });
  answers.ListStackResources = () => ({ StackResourceSummaries: [{ ResourceType: 'AWS::SSM::Parameter', PhysicalResourceId: '/shop/stream/arn' }] });
  expect(await run(['tail', '--stack', 'shop'])).toMatchObject({ code: 0, stderr: expect.stringContaining('reading telemetry in eu-west-1') as unknown });
  answers.DescribeStacks = () => ({ Stacks: [{ StackName: 'shop' }] });
  answers.GetParameter = (body) => ({ Parameter: { Value: JSON.parse(body).Name === '/shop/stream/arn' ? ARN : 'wrong' } });
  expect(await run(['tail', '--stack', 'shop'])).toMatchObject({ code: 0 });
  answers.DescribeStacks = () => new Refusal('ValidationError', 'Stack with id shop does not exist');
  expect(await run(['tail', '--stack', 'shop'])).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no stack shop in eu-west-1') as unknown });
});

function records(...texts: readonly string[]): object {
  return {
    Records: texts.map((text, index) => ({ Data: Buffer.from(text).toString('base64'), SequenceNumber: String(index + 1), PartitionKey: 'k' })),
    MillisBehindLatest: 0, NextShardIterator: 'next',
  };
}

test('a record that cannot be decoded costs one notice; the others are shown', async () => {
  answers.GetRecords = () => records('someone else\'s', lineOf({ record: 'ours' }), 'someone else\'s');
  const { code, stdout, stderr } = await run(['tail', 'telemetry', '-o', 'raw']);
  expect([code, stdout]).toEqual([0, 'ours\n']);
  expect(stderr.match(/cannot be decoded \(foreign\)/g)).toHaveLength(1);
  expect(stderr).toContain('1 event of 1 environment; none missing; no dropped ranges; 2 records could not be decoded\n');
});

test('a reader that goes away ends the program quietly, although it follows', async () => {
  let sequence = 0;
  answers.GetRecords = () => records(...Array.from({ length: 2_000 }, () => lineOf({ sequence: ++sequence })));
  const following = new CliRun(['tail', 'telemetry', '-f', '--output', 'json'], { ...CREDENTIALS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: endpoint });
  await following.until(({ lines }) => lines.length > 0);
  following.child.stdout?.destroy();
  const { code, stderr } = await following.ended;
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^following telemetry .*\n$/) as unknown]);
});
