import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { CallFault, FaultProxy, FaultProxyProps, NO_FAULTS, PutRecordsSink, seededRandom, UntrustedEndpoint } from '../../../simulator/kinesis';

const STREAM = 'telemetry';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function clientOf(endpoint: string, accessKeyId = '123456789012'): KinesisClient {
  const client = new KinesisClient({
    endpoint, region: 'eu-west-1', maxAttempts: 1, requestHandler: new UndiciHttpHandler(), credentials: { accessKeyId, secretAccessKey: 'x' },
  });
  cleanups.push(() => client.destroy());
  return client;
}

async function setUp(props: Omit<FaultProxyProps, 'target'> = {}) {
  const sink = await PutRecordsSink.start({ streams: [STREAM] });
  cleanups.push(() => sink.stop());
  const ambiguous: string[] = [];
  const proxy = await FaultProxy.start({ target: sink.endpoint, onAmbiguous: (data) => ambiguous.push(...data.map(String)), ...props });
  cleanups.push(() => proxy.stop());
  const put = (data: string | Buffer, client = clientOf(proxy.endpoint), abortSignal?: AbortSignal) => client.send(new PutRecordsCommand({
    StreamName: STREAM, Records: [{ Data: Buffer.from(data), PartitionKey: 'k' }],
  }), { abortSignal });
  return { proxy, put, ambiguous, arrived: async () => (await sink.readAll(STREAM)).map(({ data }) => data.toString()) };
}

const DELIVERED: CallFault[] = [
  { kind: 'reset', delivered: true }, { kind: 'reset-in-answer' }, { kind: 'truncated-answer' },
];
const LOST: CallFault[] = [
  { kind: 'reset' }, { kind: 'reset-in-request' }, { kind: 'foreign-answer' }, { kind: 'foreign-answer', status: 503 },
];

test.each(DELIVERED)('%j fails the call although the records reach the stream', async (call) => {
  const { proxy, put, arrived, ambiguous } = await setUp();
  proxy.next({ call });
  await expect(put('a')).rejects.toThrow();
  await put('b');
  expect(await arrived()).toEqual(['a', 'b']);
  expect(ambiguous).toEqual(['a']);
  expect(proxy.statistics).toMatchObject({ calls: 2, failedCalls: 1, ambiguousCalls: 1 });
});

test.each(LOST)('%j fails the call, and nothing reaches the stream', async (call) => {
  const { proxy, put, arrived, ambiguous } = await setUp();
  proxy.next({ call });
  await expect(put('a'.repeat(200_000))).rejects.toThrow();
  await put('b');
  expect(await arrived()).toEqual(['b']);
  expect(ambiguous).toEqual([]);
  expect(proxy.statistics).toMatchObject({ calls: 2, failedCalls: 1, ambiguousCalls: 0 });
});

test('closes the connection before the request was read', async () => {
  const { proxy, put } = await setUp();
  proxy.next({ call: { kind: 'reset-in-request' } });
  await expect(put(Buffer.alloc(900_000))).rejects.toThrow(/ECONNRESET|EPIPE|other side closed/);
  expect(proxy.statistics.records).toBe(0);
});

test('sends half of a response and then hangs', async () => {
  const { proxy, ambiguous } = await setUp();
  proxy.next({ call: { kind: 'hang-in-answer' } });
  const answer = await fetch(proxy.endpoint, {
    method: 'POST',
    body: JSON.stringify({ StreamName: STREAM, Records: [{ Data: 'YQ==', PartitionKey: 'k' }] }),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecords' },
  });
  expect(answer.status).toBe(200);
  const reader = answer.body!.getReader();
  const first = await reader.read();
  expect(first.value?.length).toBeLessThan(Number(answer.headers.get('content-length')));
  const more = await Promise.race([reader.read(), new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))]);
  expect(more).toBe('nothing');
  expect(ambiguous).toEqual(['a']);
  await reader.cancel().catch(() => undefined);
});

test('rejects an expired token, but not a new one', async () => {
  const { proxy, put, arrived } = await setUp({ faults: { call: { kind: 'error', error: 'ExpiredTokenException', accessKeyId: 'ASIAOLD' } } });
  await expect(put('a', clientOf(proxy.endpoint, 'ASIAOLD'))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  await put('b', clientOf(proxy.endpoint, 'ASIANEW'));
  expect(await arrived()).toEqual(['b']);
});

describe('with fake timers', () => {
  beforeEach(() => { jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'performance', 'Date'] }); });
  afterEach(() => { jest.useRealTimers(); });

  test('a call that the caller aborted before the response is ambiguous', async () => {
    const { proxy, put, ambiguous, arrived } = await setUp({ faults: { latencyMs: 100 } });
    const caller = new AbortController();
    const call = put('a', clientOf(proxy.endpoint), caller.signal);
    while (proxy.statistics.acceptedRecords === 0) await turns(1);
    caller.abort();
    await expect(call).rejects.toThrow();
    // The proxy detects the closed connection.
    await turns(20);
    jest.advanceTimersByTime(100);
    await turns(1);
    expect(await arrived()).toEqual(['a']);
    expect(ambiguous).toEqual(['a']);
  });

  test('an outage applies its faults for a time, and then restores the previous faults', async () => {
    const { proxy, put, arrived } = await setUp({ faults: NO_FAULTS });
    const over = proxy.outage({ call: { kind: 'error', error: 'ServiceUnavailable' } }, 150);
    jest.advanceTimersByTime(149);
    await expect(put('a')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    jest.advanceTimersByTime(1);
    await over;
    await put('b');
    expect(await arrived()).toEqual(['b']);
  });
});

/** Waits for turns of the event loop. Data on a loopback connection is read in the next turn. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('the latency from a range differs between calls', async () => {
  const { put } = await setUp({ random: seededRandom(5), faults: { latencyMs: { min: 20, max: 300 } } });
  const took: number[] = [];
  for (let i = 0; i < 4; i++) {
    const started = performance.now();
    await put('a');
    took.push(performance.now() - started);
  }
  expect(Math.min(...took)).toBeGreaterThan(19);
  expect(Math.max(...took) - Math.min(...took)).toBeGreaterThan(30);
});

test('refuses connections until it accepts them again on the same port', async () => {
  const { proxy, put, arrived } = await setUp();
  const { endpoint } = proxy;
  await proxy.refuse();
  await proxy.refuse();
  await expect(put('a', clientOf(endpoint))).rejects.toThrow(/ECONNREFUSED/);
  await proxy.accept();
  await proxy.accept();
  expect(proxy.endpoint).toBe(endpoint);
  await put('b', clientOf(endpoint));
  expect(await arrived()).toEqual(['b']);
});

test('a function decides the faults of each call', async () => {
  let calls = 0;
  const { put } = await setUp({ faults: () => ++calls % 2 === 1 ? { call: { kind: 'error', error: 'InternalFailure' } } : NO_FAULTS });
  await expect(put('a')).rejects.toThrow();
  await put('b');
  await expect(put('c')).rejects.toThrow();
});

test('an endpoint with an untrusted certificate gets no request', async () => {
  const untrusted = await UntrustedEndpoint.start();
  cleanups.push(() => untrusted.stop());
  const { put } = await setUp();
  await expect(put('a', clientOf(untrusted.endpoint))).rejects.toThrow(/certificate/);
  expect(untrusted.connections).toBeGreaterThan(0);
  expect(untrusted.requests).toBe(0);
});

test('a host that does not exist is a DNS error', async () => {
  const { put } = await setUp();
  await expect(put('a', clientOf('http://nowhere.invalid:1'))).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
});
