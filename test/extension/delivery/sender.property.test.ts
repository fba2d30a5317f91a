import * as fc from 'fast-check';
import { SkewedClock } from './skewed-clock';
import { CallTimes } from '../../../extension-src/delivery/call-times';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import type { ConnectionState } from '../../../extension-src/delivery/transport';
import type { FlushOutcome } from '../../../extension-src/delivery/waiters';

/** The behaviour of Kinesis in one call. */
interface Answer {
  readonly latencyMs: number;
  readonly connection: ConnectionState;
  /** Which records it refuses, repeated if there are more; or the error of the whole call; or no response at all. */
  readonly does: readonly boolean[] | Error | 'hang';
}

type Step =
  | { readonly do: 'push'; readonly count: number }
  | { readonly do: 'start' | 'abandon' }
  | { readonly do: 'flush'; readonly withinMs: number; readonly persists: boolean }
  | { readonly do: 'advance' | 'jump'; readonly ms: number };

const named = (name: string) => Object.assign(new Error('no'), { name });
const coded = (code: string) => Object.assign(new Error('no'), { code });

const failure = fc.constantFrom(
  named('ProvisionedThroughputExceededException'), named('InternalFailure'), named('ServiceUnavailable'), named('AccessDeniedException'),
  named('ResourceNotFoundException'), named('ExpiredTokenException'), named('SyntaxError'),
  coded('ECONNREFUSED'), coded('ECONNRESET'), coded('UND_ERR_SOCKET'), coded('EPIPE'), coded('ENOTFOUND'));

const answer: fc.Arbitrary<Answer> = fc.record({
  latencyMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 50, max: 10_000 })),
  connection: fc.constantFrom<ConnectionState>('new', 'proven', 'idle'),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant([false]) },
    { weight: 3, arbitrary: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }) },
    { weight: 4, arbitrary: failure },
    { weight: 1, arbitrary: fc.constant('hang' as const) }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(600)) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'abandon' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const), withinMs: fc.integer({ min: -100, max: 3_000 }), persists: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 100, max: 70_000 })) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), ms: fc.constantFrom(-3_600_000, -2_000, 2_000, 3_600_000) }) },
);

const steps = fc.array(step, { minLength: 1, maxLength: 25 });

const record = (sequence: number): PackedRecord => ({
  data: Buffer.alloc(2_000), partitionKey: 'key', environment: 'env', createdAt: 0, firstSequence: sequence, lastSequence: sequence, heldBytes: 2_000, drops: [],
});

interface Flush {
  readonly upTo: number;
  /** When the flush must have ended, on the steady clock. */
  readonly latest: number;
  outcome?: FlushOutcome;
}

function createWorld(answers: Answer[], randoms: readonly number[]) {
  const clock = new SkewedClock();
  const queue = new RecordQueue();
  const breaker = new CircuitBreaker(() => clock.now());
  const totals = zeroTotals();
  const acknowledged: number[] = [];
  const taken = new Map<number, number>();
  const flushes: Flush[] = [];
  // Violations are collected, because the sender would treat a thrown error as another failure.
  const broken: string[] = [];
  const must = (holds: boolean, otherwise: string) => { if (!holds) broken.push(otherwise); };
  let drawn = 0;
  let calls = 0;
  let underWay: AbortSignal | undefined;
  let resends = 0;
  let pushed = 0;

  const putRecords = (batch: readonly PackedRecord[], signal: AbortSignal): Promise<ReadonlyArray<string | undefined>> => {
    const { latencyMs, does } = answers.shift() ?? { latencyMs: 1, does: [false] };
    calls++;
    const sequences = batch.map(({ firstSequence }) => firstSequence);
    const waiting = Array.from({ length: pushed }, (_, i) => i + 1).filter((sequence) => !acknowledged.includes(sequence));
    // One call at a time, with the oldest unacknowledged records in order, without duplicates or omissions.
    must(underWay === undefined || underWay.aborted, 'a call while another one is running');
    must(sequences.length > 0 && sequences.length <= 500 && String(sequences) === String(waiting.slice(0, sequences.length)),
      `a call of ${sequences} where ${waiting} wait`);
    resends += sequences.filter((sequence) => taken.has(sequence)).length;
    sequences.forEach((sequence) => taken.set(sequence, (taken.get(sequence) ?? 0) + 1));
    underWay = signal;
    return new Promise((resolve, reject) => {
      if (does === 'hang') return;
      clock.schedule(latencyMs, () => {
        if (underWay === signal) underWay = undefined;
        if (does instanceof Error) reject(does);
        else resolve(batch.map((_record, index) => does[index % does.length] ? 'InternalFailure' : undefined));
      });
    });
  };
  const sender = new Sender({
    queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true,
    random: () => randoms[drawn++ % randoms.length],
    transport: () => Promise.resolve({
      get connection() { return answers[0]?.connection ?? 'proven'; }, putRecords, reset: () => undefined, renewCredentials: () => undefined,
    }),
    onAcknowledged: (records) => acknowledged.push(...records.map(({ firstSequence }) => firstSequence)),
    onBreakerOpened: () => undefined,
    onBreakerClosed: () => undefined, onInvalid: () => undefined, onRest: () => undefined,
  });

  const run = async (one: Step): Promise<void> => {
    switch (one.do) {
      case 'push': for (let i = 0; i < one.count; i++) queue.push(record(++pushed)); break;
      case 'start': sender.start(); break;
      case 'abandon': sender.abandonOverdueCall(); break;
      case 'jump': clock.jump(one.ms); break;
      case 'advance': await clock.advance(one.ms); break;
      case 'flush': {
        const flush: Flush = { upTo: queue.lastOrdinal, latest: clock.elapsed + Math.max(0, one.withinMs) };
        flushes.push(flush);
        void sender.flush(flush.upTo, clock.now() + one.withinMs, one.persists ? 'last' : 'flush').then((outcome) => {
          flush.outcome = outcome;
          must(clock.elapsed <= flush.latest, 'a flush that ends late');
          const first = Array.from({ length: flush.upTo }, (_, i) => i + 1);
          // A flush that did not deliver leaves the breaker open, so that the next invocation does not wait in vain.
          if (outcome === 'delivered') must(first.every((sequence) => acknowledged.includes(sequence)), 'a flush that says too much');
          else must(!breaker.isClosed, `a flush that is ${outcome} and leaves the breaker closed`);
        });
      }
    }
    await clock.advance(0);
    for (const { latest, outcome } of flushes) must(outcome !== undefined || clock.elapsed <= latest, 'a flush without an end');
    expect(broken).toEqual([]);
  };
  return { run, sender, clock, queue, breaker, totals, acknowledged, flushes, calls: () => calls, resends: () => resends, pushed: () => pushed };
}

const randoms = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });

test('for any responses, unacknowledged records are resent in order, acknowledged ones are not, and flushes end in time', async () => {
  await fc.assert(fc.asyncProperty(fc.array(answer, { maxLength: 25 }), steps, randoms, async (answers, doing, random) => {
    const world = createWorld([...answers], random);
    for (const one of doing) await world.run(one);
    // After the last answer Kinesis works again and all records are delivered.
    for (let i = 0; i < 30 && world.queue.length > 0; i++) {
      await world.run({ do: 'flush', withinMs: 60_000, persists: true });
      await world.run({ do: 'advance', ms: 60_000 });
    }
    expect(world.queue.length).toBe(0);
    expect([...world.acknowledged].sort((a, b) => a - b)).toEqual(Array.from({ length: world.pushed() }, (_, i) => i + 1));
    expect(world.flushes.every(({ outcome }) => outcome !== undefined)).toBe(true);
    expect(world.totals).toMatchObject({ records: world.pushed(), calls: world.calls(), retries: world.resends() });
    // It stops when the queue is empty.
    await world.clock.advance(20_000);
    expect(world.clock.pendingTimers).toBe(0);
    expect(world.sender.isSending).toBe(false);
  }), { seed: 20_261_120, numRuns: 300 });
});

test('in any outage, calls are limited by a growing pause while a flush waits, and otherwise by the breaker', async () => {
  await fc.assert(fc.asyncProperty(failure, fc.integer({ min: 0, max: 20 }), randoms, fc.boolean(), async (error, latencyMs, random, isWaitedFor) => {
    const outage = Array.from({ length: 2_000 }, (): Answer => ({ latencyMs, connection: 'proven', does: error }));
    const world = createWorld(outage, random);
    await world.run({ do: 'push', count: 3 });
    await world.run(isWaitedFor ? { do: 'flush', withinMs: 30_000, persists: true } : { do: 'start' });
    await world.run({ do: 'advance', ms: 30_000 });
    // Pauses are at least a tenth of 100, 200, 400, … 2,000 ms.
    expect(world.calls()).toBeLessThanOrEqual(isWaitedFor ? 30_000 / 200 + 10 : 3);
    expect(world.breaker.isClosed).toBe(false);
  }), { seed: 20_261_120, numRuns: 100 });
});
