import { KinesisClient, ListStreamsCommand, PutRecordsCommand, PutRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { Agent } from 'undici';
import { CallFault, EmbeddedKinesis, FaultProxy, FaultProxyProps, NO_FAULTS, PutRecordsSink, seededRandom } from '../../../simulator/kinesis';

const STREAM = 'telemetry';
const MIB = 1024 * 1024;

let kinesis: EmbeddedKinesis;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => { kinesis = await EmbeddedKinesis.start(); });
afterAll(() => kinesis.stop());
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Setup {
  readonly proxy: FaultProxy;
  readonly put: (...entries: Entry[]) => Promise<PutRecordsCommandOutput>;
  readonly arrived: () => Promise<string[]>;
}
type Entry = string | { Data: Buffer; PartitionKey: string };

let streams = 0;

async function setUp(props: Omit<FaultProxyProps, 'target'> = {}, target: EmbeddedKinesis | PutRecordsSink = kinesis): Promise<Setup> {
  const stream = `${STREAM}-${++streams}`;
  await target.createStream(stream, 1);
  const proxy = await FaultProxy.start({ target: target.endpoint, ...props });
  const client = clientOf(proxy);
  cleanups.push(() => client.destroy(), () => proxy.stop());
  return {
    proxy,
    put: (...entries) => client.send(new PutRecordsCommand({
      StreamARN: target.streamArn(stream),
      Records: entries.map((entry) => typeof entry === 'string' ? { Data: Buffer.from(entry), PartitionKey: 'key' } : entry),
    })),
    arrived: async () => (await target.readAll(stream)).map((record) => record.data.toString()),
  };
}

function clientOf(proxy: FaultProxy): KinesisClient {
  return new KinesisClient({
    endpoint: proxy.endpoint,
    region: kinesis.region,
    credentials: { accessKeyId: kinesis.accountId, secretAccessKey: 'x' },
    requestHandler: new UndiciHttpHandler(proxy.certificate === undefined ? {} : { dispatcher: new Agent({ connect: { ca: proxy.certificate } }) }),
    maxAttempts: 1,
  });
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `record ${index}`);
}

test('forwards and counts every record if there are no faults', async () => {
  const { proxy, put, arrived } = await setUp();
  const answer = await put('one', { Data: Buffer.alloc(25_601), PartitionKey: 'k' }, { Data: Buffer.alloc(25_600), PartitionKey: 'k' });
  expect(answer.FailedRecordCount).toBe(0);
  expect(answer.Records).toHaveLength(3);
  expect(await arrived()).toHaveLength(3);
  expect(proxy.statistics).toMatchObject({
    calls: 1, records: 3, bytes: 3 + 3 + 25_601 + 1 + 25_600 + 1, acceptedRecords: 3, putUnits: 1 + 2 + 1,
    failedRecords: 0, failedCalls: 0, violations: [],
  });
});

test('fails some of the records: the others arrive, and the response lists the failures in order', async () => {
  const { proxy, put, arrived } = await setUp({ faults: { recordFailureRate: 0.3 }, random: seededRandom(7) });
  const sent = numbers(200);
  const answer = await put(...sent);
  const survivors = sent.filter((_, index) => !answer.Records?.[index].ErrorCode);
  expect(answer.Records).toHaveLength(200);
  expect(answer.FailedRecordCount).toBe(200 - survivors.length);
  expect(survivors.length).toBeGreaterThan(100);
  expect(survivors.length).toBeLessThan(180);
  expect(await arrived()).toEqual(survivors);
  expect(new Set(answer.Records?.map((record) => record.ErrorCode))).toEqual(new Set([undefined, 'ProvisionedThroughputExceededException']));
  expect(proxy.statistics.failedRecords).toBe(answer.FailedRecordCount);
});

test('fails the same records for the same seed', async () => {
  const outcomes: (boolean | undefined)[][] = [];
  for (const seed of [42, 42, 43]) {
    const { put } = await setUp({ faults: { recordFailureRate: 0.5, recordErrorCode: 'InternalFailure' }, random: seededRandom(seed) });
    outcomes.push((await put(...numbers(100))).Records?.map((record) => record.ErrorCode === 'InternalFailure') ?? []);
  }
  expect(outcomes[0]).toEqual(outcomes[1]);
  expect(outcomes[0]).not.toEqual(outcomes[2]);
});

test('fails all records of a call without a call to the stream', async () => {
  const { put, arrived } = await setUp({ faults: { recordFailureRate: 1 } });
  expect((await put('a', 'b')).FailedRecordCount).toBe(2);
  expect(await arrived()).toEqual([]);
});

test.each([
  ['AccessDeniedException', 400],
  ['ResourceNotFoundException', 400],
  ['ProvisionedThroughputExceededException', 400],
  ['ExpiredTokenException', 400],
  ['InternalFailure', 500],
  ['ServiceUnavailable', 503],
])('fails one call with %s and status %d', async (error, status) => {
  const { proxy, put, arrived } = await setUp();
  proxy.next({ call: { kind: 'error', error } });
  await expect(put('a')).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: status } });
  await put('b');
  expect(await arrived()).toEqual(['b']);
  expect(proxy.statistics.failedCalls).toBe(1);
});

test('rejects a whole call because of one record in it', async () => {
  const { proxy, put, arrived } = await setUp({ faults: { call: { kind: 'error', error: 'InvalidArgumentException', recordWith: 'poison' } } });
  await expect(put('a', 'some poison')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  await put('a', 'b');
  expect(await arrived()).toEqual(['a', 'b']);
  expect(proxy.statistics.failedCalls).toBe(1);
});

test.each([[undefined, []], [true, ['a']]])('cuts the connection (delivered: %s)', async (delivered, expected) => {
  const { proxy, put, arrived } = await setUp();
  proxy.next({ call: { kind: 'reset', delivered } });
  await expect(put('a')).rejects.toThrow();
  expect(await arrived()).toEqual(expected);
});

test('does not respond to a hanging call, and closes its connection when the proxy stops', async () => {
  const { proxy, put } = await setUp();
  proxy.next({ call: { kind: 'hang' } });
  let settled = false;
  const hanging = put('a').finally(() => { settled = true; });
  hanging.catch(() => undefined);
  await put('b'); // the first call still hangs after the second one
  expect(settled).toBe(false);
  await proxy.stop();
  await expect(hanging).rejects.toThrow();
});

test('delays the response by the latency', async () => {
  const { proxy, put } = await setUp();
  proxy.next({ latencyMs: 120 }, NO_FAULTS);
  const started = performance.now();
  await put('a');
  expect(performance.now() - started).toBeGreaterThan(115);
});

describe('limits that the embedded Kinesis does not check', () => {
  const record = (bytes: number) => ({ Data: Buffer.alloc(bytes), PartitionKey: 'k' });

  test.each([
    ['500 records', numbers(500), undefined],
    ['501 records', numbers(501), 'recordsPerCall'],
    ['a record of 1 MiB with its key', [record(MIB - 1)], undefined],
    ['a record of 1 MiB without its key', [record(MIB)], 'bytesPerRecord'],
    ['5 MiB a call', Array.from({ length: 5 }, () => record(MIB - 1)), undefined],
    ['5 MiB a call, and one byte', [...Array.from({ length: 5 }, () => record(MIB - 1)), record(0)], 'bytesPerCall'],
  ])('%s', async (_, entries, limit) => {
    // The embedded Kinesis needs seconds for 5 MiB.
    const sink = await PutRecordsSink.start();
    cleanups.push(() => sink.stop());
    const { proxy, put, arrived } = await setUp({}, sink);
    if (limit === undefined) {
      expect((await put(...entries)).FailedRecordCount).toBe(0);
      expect(proxy.statistics.violations).toEqual([]);
    } else {
      await expect(put(...entries)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
      expect(proxy.statistics.violations.map((violation) => violation.limit)).toEqual([limit]);
      expect(await arrived()).toEqual([]);
    }
  });
});

test('throttles a shard above its rate, and accepts records again later', async () => {
  let now = 0;
  const { put, arrived } = await setUp({ throughput: { shards: 1, recordsPerSecond: 10, now: () => now } });
  const first = await put(...numbers(15));
  expect(first.Records?.map((record) => record.ErrorCode === undefined)).toEqual(Array.from({ length: 15 }, (_, index) => index < 10));
  now += 500;
  expect((await put(...numbers(15))).FailedRecordCount).toBe(10);
  expect(await arrived()).toHaveLength(15);
});

describe('with TLS', () => {
  test('accepts calls only from clients that trust its certificate', async () => {
    const { proxy, put, arrived } = await setUp({ tls: true });
    const distrusting = new KinesisClient({
      endpoint: proxy.endpoint, region: kinesis.region, credentials: { accessKeyId: kinesis.accountId, secretAccessKey: 'x' }, maxAttempts: 1,
      requestHandler: new UndiciHttpHandler(),
    });
    cleanups.push(() => distrusting.destroy());
    await expect(distrusting.send(new ListStreamsCommand({}))).rejects.toThrow('self-signed certificate');
    proxy.statistics.reset();
    await put('a');
    await put('b');
    expect(await arrived()).toEqual(['a', 'b']);
    expect(proxy.statistics.tlsHandshakes).toBeGreaterThan(0);
  });

  test.each<[string, CallFault, string[]]>([
    ['before the answer', { kind: 'reset', delivered: true }, ['a']],
    ['in the request', { kind: 'reset-in-request' }, []],
    ['in the answer', { kind: 'reset-in-answer' }, ['a']],
  ])('cuts the connection %s, and takes the next one', async (_where, call, expected) => {
    const { proxy, put, arrived } = await setUp({ tls: true });
    proxy.next({ call });
    await expect(put('a')).rejects.toThrow();
    expect(await arrived()).toEqual(expected);
    await put('b');
    expect(proxy.statistics).toMatchObject({ tlsHandshakes: 2, failedCalls: 1 });
  });

  test('refuses connections and accepts them again', async () => {
    const { proxy, put } = await setUp({ tls: true });
    await put('a');
    await proxy.refuse();
    await expect(put('b')).rejects.toThrow();
    await proxy.accept();
    expect((await put('c')).FailedRecordCount).toBe(0);
  });
});

test('forwards and counts other requests', async () => {
  const { proxy } = await setUp();
  const client = clientOf(proxy);
  cleanups.push(() => client.destroy());
  const names = await client.send(new ListStreamsCommand({}));
  expect(names.StreamNames).toContain(`${STREAM}-${streams}`);
  expect(proxy.statistics.otherCalls.get('ListStreams')).toBe(1);
  expect(proxy.statistics.calls).toBe(0);
});
