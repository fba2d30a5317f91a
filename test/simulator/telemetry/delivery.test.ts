import { createHash } from 'node:crypto';
import { createServer, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { resolveOptions, TelemetryOptions } from '../../../simulator/model/environment-options';
import { TelemetryHub } from '../../../simulator/telemetry/hub';
import { TelemetryJournal } from '../../../simulator/telemetry/journal';
import { Buffering } from '../../../simulator/telemetry/subscription-request';

interface Batch {
  readonly body: string;
  readonly events: { type: string; record: unknown }[];
  readonly headers: Record<string, unknown>;
  readonly at: number;
}

const servers: Server[] = [];
const hubs: TelemetryHub[] = [];

afterEach(() => {
  hubs.splice(0).forEach((hub) => hub.close());
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
});

/** Creates an extension's listener in this process, and the hub that posts to it. */
async function setUp(telemetry: TelemetryOptions = {}, answer = (response: ServerResponse): unknown => response.end()): Promise<{
  hub: TelemetryHub; journal: TelemetryJournal; batches: Batch[]; subscribe(buffering?: Partial<Buffering>): void;
}> {
  const batches: Batch[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    }).on('end', () => {
      const batch = { body, events: JSON.parse(body) as Batch['events'], headers: request.headers, at: performance.now() };
      batches.push(batch);
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const journal = new TelemetryJournal();
  const hub = new TelemetryHub(journal, resolveOptions({ telemetry }).telemetry, () => undefined);
  hubs.push(hub);
  hub.beginLaunch(1);
  return {
    hub, journal, batches,
    subscribe: (buffering) => hub.subscribe('probe', {
      schemaVersion: '2025-01-29', types: ['function', 'platform'], destination: { port, path: '/', host: `sandbox.localdomain:${port}` },
      buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: 30_000, ...buffering },
    }),
  };
}

function allDelivered(journal: TelemetryJournal): boolean {
  return journal.events.every(({ deliveries }) => deliveries.every(({ acknowledged }) => acknowledged > 0)) && journal.deliveredTo('probe').length > 0;
}

describe('buffering', () => {
  test('sends a batch with maxItems events', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ maxItems: 1000 });
    for (let i = 0; i < 2000; i++) hub.emit('function', `line ${i}`);
    await journal.waitUntil(() => batches.length === 2);
    expect(batches.map(({ events }) => events.length)).toEqual([1000, 1000]);
  });

  test('sends a batch with maxBytes bytes, not characters', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ maxBytes: 262_144 });
    // A character has 3 bytes: 27 of these events are below the limit, 28 are not.
    for (let i = 0; i < 28; i++) hub.emit('function', '€'.repeat(3200));
    await journal.waitUntil(() => batches.length === 1 && allDelivered(journal));
    expect(Buffer.byteLength(batches[0].body)).toBeGreaterThanOrEqual(262_144);
    expect(Buffer.byteLength(batches[0].body)).toBeLessThan(262_144 + 11_000);
  });

  test('sends a batch after timeoutMs', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    const subscribedAt = performance.now();
    subscribe({ timeoutMs: 100 });
    hub.emit('function', 'one');
    hub.emit('function', 'two');
    await journal.waitUntil(() => batches.length === 1);
    // The age of the first event counts, which is the subscription's own.
    expect(batches[0].at - subscribedAt).toBeGreaterThan(98);
    expect(batches[0].events.map(({ type }) => type)).toEqual(['platform.telemetrySubscription', 'function', 'function']);
  });

  test('pauses while the environment is frozen', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    const subscribedAt = performance.now();
    subscribe({ timeoutMs: 50 });
    hub.freeze();
    const ranMs = performance.now() - subscribedAt;
    hub.emit('function', 'while frozen');
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(batches).toEqual([]);
    const thawedAt = performance.now();
    hub.thaw();
    await journal.waitUntil(() => batches.length === 1);
    expect(batches[0].at - thawedAt).toBeGreaterThan(48 - ranMs);
  });

  test.each([[true, 1], [false, 2]])('keeps its connection across a freeze: %s', async (keepConnections, connections) => {
    const { hub, journal, batches, subscribe } = await setUp({ keepConnections });
    let opened = 0;
    servers[0].on('connection', () => opened++);
    subscribe({ timeoutMs: 25 });
    await journal.waitUntil(allDelivered);
    hub.freeze();
    hub.thaw();
    hub.emit('function', 'after the thaw');
    await journal.waitUntil(allDelivered);
    expect(batches.flatMap(({ events }) => events.map(({ record }) => record))).toContain('after the thaw');
    expect(opened).toBe(connections);
  });

  test('sends a batch that filled up while frozen after the thaw', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ maxItems: 1000 });
    hub.freeze();
    for (let i = 0; i < 999; i++) hub.emit('function', `line ${i}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(batches).toEqual([]);
    hub.thaw();
    await journal.waitUntil(allDelivered);
    expect(batches[0].events).toHaveLength(1000);
  });
});

describe('delivery', () => {
  test('posts the exact texts with host and sequence id', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ timeoutMs: 25 });
    hub.emitText('function', '{"big":12345678901234567890,"b":1,"a":"\\u003c\\/"}', { time: new Date('2026-11-20T09:00:00.123Z') });
    await journal.waitUntil(allDelivered);
    const [{ body, headers }] = batches;
    expect(body).toBe(`[${journal.events.map(({ json }) => json).join(',')}]`);
    expect(body).toContain('{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"big":12345678901234567890,"b":1,"a":"\\u003c\\/"}}');
    expect(headers.host).toMatch(/^sandbox\.localdomain:\d+$/);
    expect(headers['sequence-id']).toBe(createHash('sha256').update(body).digest('base64'));
  });

  test('replays earlier events in order after a subscription', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    hub.emit('platform.initStart', {});
    hub.emit('function', 'early');
    subscribe({ timeoutMs: 25 });
    hub.emit('function', 'late');
    await journal.waitUntil(allDelivered);
    expect(batches.flatMap(({ events }) => events.map(({ record }) => record))).toEqual([{}, 'early', expect.objectContaining({ state: 'Subscribed' }), 'late']);
  });

  test('omits event types without a subscription', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ timeoutMs: 25 });
    hub.emit('extension', 'mine');
    hub.emit('function', 'yours');
    await journal.waitUntil(allDelivered);
    expect(batches.flatMap(({ events }) => events.map(({ type }) => type))).not.toContain('extension');
    expect(journal.ofType('extension')[0].deliveries).toEqual([]);
  });

  test('makes one POST at a time', async () => {
    let open = 0;
    let most = 0;
    const { hub, journal, batches, subscribe } = await setUp({}, (response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end();
      }, 20);
    });
    subscribe({ maxItems: 1000, timeoutMs: 25 });
    for (let i = 0; i < 4000; i++) hub.emit('function', `line ${i}`);
    await journal.waitUntil(allDelivered);
    expect(most).toBe(1);
    const lines = batches.flatMap(({ events }) => events.map(({ record }) => record)).filter((record) => typeof record === 'string');
    expect(lines).toEqual(Array.from({ length: 4000 }, (_, i) => `line ${i}`));
  });

  test('retries until the response is 200', async () => {
    let answered = 0;
    const { hub, journal, batches, subscribe } = await setUp({ retryDelayMs: 10 }, (response) => {
      response.statusCode = ++answered < 3 ? 500 : 200;
      response.end();
    });
    subscribe({ timeoutMs: 25 });
    hub.emit('function', 'again');
    await journal.waitUntil(allDelivered);
    expect(batches.map(({ body }) => body)).toEqual([batches[0].body, batches[0].body, batches[0].body]);
    expect(journal.ofType('function')[0].deliveries).toEqual([{ extension: 'probe', launch: 1, attempts: 3, acknowledged: 1 }]);
  });

  test('delivers twice after a lost response, which the journal records', async () => {
    const { hub, journal, batches, subscribe } = await setUp({ retryDelayMs: 10, fault: ({ attempt }) => attempt === 1 ? 'lose-answer' : undefined });
    subscribe({ timeoutMs: 25 });
    hub.emit('function', 'twice');
    await journal.waitUntil(() => journal.ofType('function')[0].deliveries[0].acknowledged === 2);
    expect(batches).toHaveLength(2);
  });

  test('drops the events after the last attempt, and reports how many', async () => {
    const { hub, journal, batches, subscribe } = await setUp({ retryDelayMs: 5, maxAttempts: 2, fault: ({ batch }) => batch === 1 ? 'refuse' : undefined });
    subscribe({ timeoutMs: 25 });
    hub.emit('function', 'lost');
    await journal.waitUntil(() => journal.ofType('platform.logsDropped').length === 1);
    await journal.waitUntil(() => batches.length === 1);
    expect(journal.ofType('platform.logsDropped')[0].record).toMatchObject({ droppedRecords: 2, droppedBytes: expect.any(Number), reason: expect.stringContaining('could not send events') });
    expect(journal.undeliveredTo('probe').map(({ event }) => event.type)).toEqual(['platform.telemetrySubscription', 'function']);
  });

  test('retries after the timeout of a POST without a response', async () => {
    let posts = 0;
    const { hub, journal, subscribe } = await setUp({ retryDelayMs: 5, postTimeoutMs: 50, maxAttempts: 1_000 }, (response) => {
      if (++posts > 1) response.end();
    });
    subscribe({ timeoutMs: 25 });
    hub.emit('function', 'slow');
    await journal.waitUntil(allDelivered);
    expect(posts).toBeGreaterThan(1);
  });

  test('drops events beyond the size of the queue, reports them, and continues', async () => {
    const waiting: ServerResponse[] = [];
    let open = false;
    const { hub, journal, batches, subscribe } = await setUp({ queueBytes: 100_000 }, (response) => {
      if (open) response.end();
      else waiting.push(response);
    });
    subscribe({ timeoutMs: 25 });
    await journal.waitUntil(() => true);
    for (let i = 0; i < 200; i++) hub.emit('function', 'x'.repeat(1000));
    const dropped = journal.events.filter(({ deliveries }) => deliveries[0]?.undelivered?.startsWith('dropped'));
    expect(dropped.length).toBeGreaterThan(90);
    open = true;
    while (waiting.length > 0 || journal.ofType('platform.logsDropped').length === 0) {
      waiting.splice(0).forEach((response) => response.end());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(journal.ofType('platform.logsDropped')[0].record).toMatchObject({ droppedRecords: dropped.length });
    hub.emit('function', 'after');
    await journal.waitUntil(() => batches.some(({ body }) => body.includes('"after"')));
  });

  test('can drop a full batch while the previous POST is in progress, as AWS\'s emulator does', async () => {
    const { hub, journal, batches, subscribe } = await setUp({ dropWhileBusy: true }, (response) => setTimeout(() => response.end(), 30));
    subscribe({ maxItems: 1000, timeoutMs: 25 });
    for (let i = 0; i < 2999; i++) hub.emit('function', `line ${i}`);
    await journal.waitUntil(() => journal.ofType('platform.logsDropped').length === 1);
    expect(batches[0].events).toHaveLength(1000);
    expect(journal.ofType('platform.logsDropped')[0].record).toMatchObject({ droppedRecords: 2000 });
  });

  test('records the remaining events as undelivered when the extension ends', async () => {
    const { hub, journal, subscribe } = await setUp({}, () => undefined);
    subscribe({ timeoutMs: 30_000 });
    hub.emit('function', 'never');
    hub.extensionEnded('probe');
    hub.emit('function', 'later');
    expect(journal.undeliveredTo('probe').map(({ event, reason }) => [event.type, reason])).toEqual([
      ['platform.telemetrySubscription', 'the extension had exited'], ['function', 'the extension had exited'], ['function', 'the extension had exited'],
    ]);
  });
});

describe('a held event', () => {
  test('is delivered after the delay of its release, which pauses while frozen', async () => {
    const { hub, journal, batches, subscribe } = await setUp();
    subscribe({ timeoutMs: 25 });
    await journal.waitUntil(allDelivered);
    hub.freeze();
    hub.emit('platform.report', { requestId: '1' }, { hold: true });
    expect(journal.ofType('platform.report')[0].deliveries).toEqual([]);
    hub.thaw();
    hub.releaseHeld(20);
    expect(journal.ofType('platform.report')[0].deliveries).toEqual([]);
    await journal.waitUntil(() => journal.ofType('platform.report')[0].deliveries[0]?.acknowledged === 1);
    expect(batches.at(-1)?.events).toEqual([expect.objectContaining({ type: 'platform.report' })]);
  });

  test('is not delayed by the releases of later events', async () => {
    const { hub, journal, subscribe } = await setUp();
    subscribe();
    const released = (): boolean => journal.events.some(({ type, deliveries }) => type === 'platform.report' && deliveries.length > 0);
    for (let i = 0; i < 200 && !released(); i++) {
      hub.emit('platform.report', { requestId: String(i) }, { hold: true });
      hub.releaseHeld(60);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(released()).toBe(true);
  });
});
