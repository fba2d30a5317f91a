import { accessTo, findStream, nameOf } from '../../../cli-src/aws/find-stream';
import type { Directory, StreamName } from '../../../cli-src/aws/find-stream';

const ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';
const OTHER = 'arn:aws:kinesis:eu-west-1:123456789012:stream/other';

interface There {
  readonly parameters?: Record<string, string>;
  readonly stacks?: Record<string, { readonly outputs: string[]; readonly parameters: string[] }>;
}

function find(name: StreamName, { parameters = {}, stacks = {} }: There = {}) {
  const directory: Directory = {
    parameter: async (parameter) => parameters[parameter],
    stack: async (stack) => stacks[stack],
  };
  return findStream(name, directory);
}

test('by name and by ARN, without a question to other services', async () => {
  expect(await find({ stream: 'telemetry' })).toEqual({ StreamName: 'telemetry' });
  expect(await find({ stream: ARN })).toEqual({ StreamARN: ARN });
});

test('without a name: by the SSM parameter that the construct writes by default', async () => {
  expect(await find({}, { parameters: { '/telemetry/kinesis/stream/arn': ARN } })).toEqual({ StreamARN: ARN });
});

test.each(['/platform/telemetry', '/platform/telemetry/'])('by --prefix %s', async (prefix) => {
  expect(await find({ prefix }, { parameters: { '/platform/telemetry/stream/arn': ARN } })).toEqual({ StreamARN: ARN });
});

test('by a stack: its output wins over its SSM parameter', async () => {
  const parameters = { '/x/stream/arn': OTHER };
  const own = ['/x/extension/arn', '/x/stream/arn'];
  expect(await find({ stack: 'shop' }, { parameters, stacks: { shop: { outputs: ['https://…', ARN], parameters: own } } })).toEqual({ StreamARN: ARN });
  expect(await find({ stack: 'shop' }, { parameters, stacks: { shop: { outputs: ['https://…'], parameters: own } } })).toEqual({ StreamARN: OTHER });
});

test.each<[StreamName, object, string]>([
  [{}, {}, 'there is no SSM parameter /telemetry/kinesis/stream/arn. Is the construct deployed in this account and region? Otherwise give the name of the stream, --stack, or the --prefix'],
  [{ prefix: '/x' }, { parameters: { '/x/stream/arn': 'none' } }, 'the SSM parameter /x/stream/arn must contain the ARN of a stream, got "none"'],
  [{ stack: 'shop' }, { stacks: { shop: { outputs: [], parameters: [] } } }, 'the stack shop has neither an output with the ARN of a stream nor an SSM parameter that ends with /stream/arn'],
  [{ stack: 'shop' }, { stacks: { shop: { outputs: [ARN, OTHER], parameters: [] } } }, `the stack shop has outputs for several streams. Give the name of one: ${ARN}, ${OTHER}`],
  [{ stack: 'shop' }, { stacks: { shop: { outputs: [], parameters: ['/x/stream/arn', '/y/stream/arn'] } } }, 'the stack shop has SSM parameters for several streams. Give the --prefix of one: /x, /y'],
])('%j, with %j: says what to do', async (name, there, message) => {
  await expect(find(name, there)).rejects.toThrow(message);
});

test('the region of an ARN is used, unless another is given', () => {
  expect(accessTo({ stream: ARN }, {})).toEqual({ region: 'eu-west-1' });
  expect(accessTo({ stream: ARN }, { region: 'us-east-1' })).toEqual({ region: 'us-east-1' });
  expect(accessTo({ stream: 'telemetry' }, { profile: 'p' })).toEqual({ profile: 'p', region: undefined });
});

test.each(['arn:aws:s3:::bucket', 'tele metry', `${ARN}/consumer/x:1`, '-'.repeat(129)])('%s is neither a name nor an ARN of a stream', (stream) => {
  expect(() => accessTo({ stream }, {})).toThrow('the stream must be a name or an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got');
});

test('messages have the name', () => {
  expect(nameOf({ StreamARN: ARN })).toBe('telemetry');
  expect(nameOf({ StreamName: 'telemetry' })).toBe('telemetry');
});
