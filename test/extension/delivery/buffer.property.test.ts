import * as fc from 'fast-check';
import { SkewedClock } from './skewed-clock';
import { CallTimes } from '../../../extension-src/delivery/call-times';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import { Delivery } from '../../../extension-src/delivery/delivery';
import { DropLedger } from '../../../extension-src/delivery/drop-ledger';
import { Packer } from '../../../extension-src/delivery/packer';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import type { PartitionKeyName } from '../../../src/settings/settings';

interface Limits {
  readonly bufferMaxBytes: number;
  readonly dispatchThreshold: number;
  readonly dispatchIntervalMs: number;
  readonly lingerMs: number;
  readonly partitionKey: PartitionKeyName;
}

/** The behaviour of Kinesis from now on. */
interface Weather {
  readonly latencyMs: number;
  /** Which records it refuses; or the error of calls, whether or not it stored their records; or no response at all. */
  readonly does: readonly boolean[] | { readonly error: string; readonly hadTaken: boolean } | 'hang';
}

type Step =
  | { readonly do: 'add'; readonly count: number; readonly bytes: number; readonly isOwnLog: boolean }
  | { readonly do: 'weather'; readonly weather: Weather }
  | { readonly do: 'flush'; readonly withinMs: number }
  | { readonly do: 'advance' | 'jump'; readonly ms: number }
  | { readonly do: 'dispatch' | 'probe' | 'renew' };

const FINE: Weather = { latencyMs: 5, does: [false] };

const weather: fc.Arbitrary<Weather> = fc.record({
  latencyMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_000 })),
  does: fc.oneof(
    fc.constant([false]),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    fc.record({ error: fc.constantFrom('AccessDeniedException', 'ServiceUnavailable', 'ExpiredTokenException', 'TimeoutError'), hadTaken: fc.boolean() }),
    fc.constant('hang' as const)),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 40 }), bytes: fc.oneof(fc.integer({ min: 10, max: 500 }), fc.integer({ min: 10, max: 60_000 })), isOwnLog: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), count: fc.constant(1), bytes: fc.constant(1024 * 1024), isOwnLog: fc.constant(false) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('weather' as const), weather }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const), withinMs: fc.integer({ min: 0, max: 2_000 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 20_000 })) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), ms: fc.constantFrom(-3_600_000, 2_000, 3_600_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('dispatch' as const, 'probe' as const, 'renew' as const) }) },
);

const limits: fc.Arbitrary<Limits> = fc.record({
  bufferMaxBytes: fc.constantFrom(60_000, 200_000, 1_500_000),
  dispatchThreshold: fc.constantFrom(1, 10, 1_000),
  dispatchIntervalMs: fc.constantFrom(100, 1_000),
  lingerMs: fc.constantFrom(0, 50, 100),
  partitionKey: fc.constantFrom<PartitionKeyName>('environment', 'request', 'random'),
});

interface Envelope {
  readonly type: string;
  readonly environment: string;
  readonly sequence: number;
  readonly record: { readonly environment?: string; readonly firstSequence: number; readonly lastSequence: number };
}

function createWorld({ partitionKey, ...bounds }: Limits) {
  const clock = new SkewedClock();
  const queue = new RecordQueue();
  const ledger = new DropLedger();
  const breaker = new CircuitBreaker(() => clock.now());
  const totals = zeroTotals();
  const kinesis = { weather: FINE };
  const stream: Envelope[] = [];
  const acknowledged: string[] = [];
  const lastOf = new Map<string, number>();
  // Violations are collected, because the sender would treat a thrown error as another failure.
  const broken: string[] = [];
  const must = (holds: boolean, otherwise: string) => { if (!holds) broken.push(otherwise); };

  const packer = new Packer({
    origin: { source: 'arn', version: '1', environment: 'environment-0' }, shape: ndjson(25_600), partitionKey, oversized: 'drop', now: () => clock.now(),
    onRecord: (record) => { lastOf.set(record.environment, record.lastSequence); queue.push(record); },
    onFailed: (_range, error) => { throw error; },
    onTooLarge: (range) => { lastOf.set(range.environment, range.lastSequence); ledger.add(range); },
  });
  const putRecords = (batch: readonly PackedRecord[], signal: AbortSignal): Promise<ReadonlyArray<string | undefined>> => {
    const { latencyMs, does } = kinesis.weather;
    const texts = batch.map(({ data }) => data.toString());
    const take = (taken: readonly string[]) => {
      for (const line of taken.flatMap((text) => text.trimEnd().split('\n'))) stream.push(JSON.parse(line) as Envelope);
    };
    return new Promise((resolve, reject) => {
      if (does === 'hang') return;
      clock.schedule(latencyMs, () => {
        if (!signal.aborted) must(batch.every(({ data }, index) => data.toString() === texts[index]), 'memory of a running call was reused');
        if ('error' in does) {
          if (does.hadTaken) take(texts);
          reject(Object.assign(new Error('no'), { name: does.error }));
        } else {
          const codes = batch.map((_record, index) => does[index % does.length] ? 'InternalFailure' : undefined);
          take(texts.filter((_text, index) => codes[index] === undefined));
          resolve(codes);
        }
      });
    });
  };
  const sender: Sender = new Sender({
    queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0.5,
    transport: () => Promise.resolve({ putRecords, connection: 'proven', reset: () => undefined, renewCredentials: () => undefined }),
    onAcknowledged: (records) => {
      for (const { environment, firstSequence, lastSequence } of records) {
        for (let sequence = firstSequence; sequence <= lastSequence; sequence++) acknowledged.push(`${environment} ${sequence}`);
      }
      delivery.acknowledged(records);
    },
    onBreakerOpened: () => undefined, onBreakerClosed: () => undefined, onInvalid: () => undefined, onRest: () => delivery.dispatchLater(),
  });
  const delivery = new Delivery({ packer, queue, sender, breaker, ledger, clock, totals, mayCall: () => true, ...bounds });

  let flushing = 0;
  let added = 0;
  let renewals = 0;
  const run = async (one: Step): Promise<void> => {
    switch (one.do) {
      case 'add': for (let i = 0; i < one.count; i++) {
        const body = Buffer.from(JSON.stringify({ type: 'function', record: 'x'.repeat(one.bytes) }));
        delivery.add(body, 0, body.length, `request-${added++ >> 4}`, one.isOwnLog);
        must(queue.heldBytes <= bounds.bufferMaxBytes, `${queue.heldBytes} bytes are queued`);
      } break;
      case 'weather': kinesis.weather = one.weather; break;
      case 'flush':
        flushing++;
        void delivery.flush(clock.now() + one.withinMs).then(() => { flushing--; });
        break;
      case 'advance': await clock.advance(one.ms); break;
      case 'jump': clock.jump(one.ms); break;
      case 'dispatch': delivery.dispatch(); break;
      case 'probe': void delivery.probe(clock.now() + 100); break;
      case 'renew': delivery.renew(`environment-${++renewals}`); break;
    }
    must(queue.heldBytes <= bounds.bufferMaxBytes, `${queue.heldBytes} bytes are queued after ${one.do}`);
    expect(broken).toEqual([]);
  };
  return { run, clock, queue, ledger, totals, delivery, stream, acknowledged, lastOf, flushing: () => flushing };
}

test('in any order of steps, each event is acknowledged once or reported as dropped, and the buffer stays within its limit', async () => {
  await fc.assert(fc.asyncProperty(limits, fc.array(step, { minLength: 1, maxLength: 40 }), async (bounds, steps) => {
    const world = createWorld(bounds);
    const { run, clock, ledger, totals, delivery, stream, acknowledged, lastOf } = world;
    for (const one of steps) await run(one);

    // Kinesis works again, so all buffered events are delivered.
    await run({ do: 'weather', weather: FINE });
    for (let i = 0; i < 10 && !delivery.isEmpty; i++) {
      await run({ do: 'flush', withinMs: 2_000 });
      await run({ do: 'advance', ms: 70_000 });
    }
    await clock.advance(70_000);
    expect(delivery.isEmpty).toBe(true);
    expect(world.flushing()).toBe(0);
    expect(clock.pendingTimers).toBe(0);

    const said = new Set(stream.filter(({ type }) => type === 'telemetry.dropped').flatMap(({ environment, record }) =>
      Array.from({ length: record.lastSequence - record.firstSequence + 1 }, (_, i) => `${record.environment ?? environment} ${record.firstSequence + i}`)));
    const received = new Set(stream.map(({ environment, sequence }) => `${environment} ${sequence}`));
    const given = [...lastOf].flatMap(([environment, last]) => Array.from({ length: last }, (_, i) => `${environment} ${i + 1}`));
    expect(given.filter((event) => !received.has(event) && !said.has(event))).toEqual([]);
    expect([...acknowledged, ...said].sort()).toEqual([...given].sort());
    expect(acknowledged.filter((event) => !received.has(event))).toEqual([]);
    expect(ledger.total).toBe(said.size);
    expect(totals.delivered).toBe(acknowledged.length);
  }), { seed: 20_261_120, numRuns: 300 });
});
