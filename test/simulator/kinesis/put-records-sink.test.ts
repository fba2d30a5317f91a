import { EmbeddedKinesis, FaultProxy, PutRecordsSink } from '../../../simulator/kinesis';

const MIB = 1024 * 1024;
const STREAM = 'telemetry';

let kinesis: EmbeddedKinesis;
let sink: PutRecordsSink;
let proxies: FaultProxy[];

beforeAll(async () => {
  kinesis = await EmbeddedKinesis.start({ streams: [{ name: STREAM }] });
  sink = await PutRecordsSink.start({ streams: [STREAM] });
  proxies = await Promise.all([kinesis, sink].map(({ endpoint }) => FaultProxy.start({ target: endpoint })));
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await sink.stop();
  await kinesis.stop();
});

/** The parts of a response that are compared: everything except texts and numbers. */
type Shape = { readonly status: number; readonly contentType: string | null; readonly body: unknown };

async function shapeOf(endpoint: string, body: string): Promise<Shape> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.PutRecords',
      'x-amz-date': '20261120T090000Z',
      'authorization': 'AWS4-HMAC-SHA256 Credential=123456789012/20261120/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=0',
    },
  });
  return { status: answer.status, contentType: answer.headers.get('content-type'), body: outline(await answer.json()) };
}

function outline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outline);
  if (typeof value !== 'object' || value === null) return typeof value;
  // kinesis-local writes null for fields that Kinesis omits
  const fields = Object.entries(value).filter(([, field]) => field !== null).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(fields.map(([name, field]) => [name, name === '__type' ? field : outline(field)]));
}

const record = (bytes: number, PartitionKey = 'k') => ({ Data: Buffer.alloc(bytes).toString('base64'), PartitionKey });
const to = (name: string, ...Records: object[]) => JSON.stringify({ StreamARN: `arn:aws:kinesis:eu-west-1:123456789012:stream/${name}`, Records });

test.each([
  ['one record', to(STREAM, record(1)), 200],
  ['500 records', to(STREAM, ...Array.from({ length: 500 }, () => record(1))), 200],
  ['a stream by its name', JSON.stringify({ StreamName: STREAM, Records: [record(1)] }), 200],
  ['an unknown stream', to('nowhere', record(1)), 400],
  ['no partition key', to(STREAM, record(1, '')), 400],
  ['a partition key of 257 characters', to(STREAM, record(1, 'k'.repeat(257))), 400],
  ['half a request', to(STREAM, record(1)).slice(0, 50), 400],
])('%s: sink and embedded Kinesis respond alike', async (_what, body, status) => {
  const [expected, answered] = await Promise.all([kinesis, sink].map(({ endpoint }) => shapeOf(endpoint, body)));
  expect(answered).toEqual(expected);
  expect(answered.status).toBe(status);
});

test.each([
  ['501 records', to(STREAM, ...Array.from({ length: 501 }, () => record(1)))],
  ['a record above 1 MiB', to(STREAM, record(MIB + 1))],
  ['more than 5 MiB', to(STREAM, ...Array.from({ length: 6 }, () => record(MIB - 1)))],
])('%s: the sink, and both behind a proxy, reject the call alike', async (_what, body) => {
  const shapes = await Promise.all([sink, ...proxies].map(({ endpoint }) => shapeOf(endpoint, body)));
  expect(shapes[0]).toMatchObject({ status: 400, body: { __type: 'InvalidArgumentException' } });
  expect(shapes.map((shape) => shape)).toEqual([shapes[0], shapes[0], shapes[0]]);
});

test('keeps records in order, or passes them on and keeps none', async () => {
  const handed: string[] = [];
  const passing = await PutRecordsSink.start({ streams: ['a'], onRecord: (stream, { data }) => handed.push(`${stream}:${data.toString()}`) });
  const keeping = await PutRecordsSink.start({ streams: ['a'] });
  const text = (Data: string) => ({ Data: Buffer.from(Data).toString('base64'), PartitionKey: 'k' });
  await Promise.all([passing, keeping].map(({ endpoint }) => shapeOf(endpoint, to('a', text('1'), text('2')))));
  expect(handed).toEqual(['a:1', 'a:2']);
  expect(await passing.readAll('a')).toEqual([]);
  expect((await keeping.readAll('a')).map(({ data }) => data.toString())).toEqual(['1', '2']);
  await Promise.all([passing.stop(), keeping.stop()]);
});
