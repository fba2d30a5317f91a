import { CallTimes } from '../../../extension-src/delivery/call-times';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import type { ConnectionState } from '../../../extension-src/delivery/transport';
import { FakeClock } from '../fake-clock';

/** What Kinesis does with one call: an error code or none for each record, or an error, or nothing at all. */
export type Answer = ReadonlyArray<string | undefined> | Error | 'hang' | 'late';

/** Answers each call by the sequence numbers in it; undefined is success. */
export type Answerer = (sequences: readonly number[]) => Answer | undefined;

/** A late answer comes after so many milliseconds. */
const LATE_MS = 50;

/** A sender whose Kinesis answers as told: with one answer a call, and with success once they are used up. */
export function createSender(...given: Answer[] | [Answerer]) {
  const answers = given.filter((one): one is Answer => typeof one !== 'function');
  const [answerer] = given.filter((one) => typeof one === 'function');
  const invalid: number[] = [];
  const clock = new FakeClock();
  const queue = new RecordQueue();
  const breaker = new CircuitBreaker(() => clock.now());
  const totals = zeroTotals();
  const calls: number[][] = [];
  const news: string[] = [];
  const acknowledged: number[] = [];
  const gaveUp = { times: 0 };
  const connection: { resets: number; renewals: number; state: ConnectionState; onAnswer?: () => void; signal?: AbortSignal } = { resets: 0, renewals: 0, state: 'new' };
  const callTimes = new CallTimes();
  /** Whether a call that nobody waits for may begin. */
  const forecast = { mayCall: true };
  const sender = new Sender({
    queue, breaker, clock, totals, callTimes, mayCall: () => forecast.mayCall,
    random: () => 0.5,
    transport: () => Promise.resolve({
      get connection() { return connection.state; },
      reset: () => { connection.resets++; },
      renewCredentials: () => { connection.renewals++; },
      putRecords: (batch, signal) => {
        connection.signal = signal;
        const sequences = batch.map(({ firstSequence }) => firstSequence);
        calls.push(sequences);
        const answer = answerer?.(sequences) ?? answers.shift() ?? batch.map(() => undefined);
        if (answer === 'late') return new Promise((resolve) => void clock.schedule(LATE_MS, () => resolve(batch.map(() => undefined))));
        if (answer === 'hang') return new Promise(() => undefined);
        if (answer instanceof Error) return Promise.reject(answer);
        connection.onAnswer?.();
        return Promise.resolve(answer);
      },
    }),
    onAcknowledged: (records) => acknowledged.push(...records.map(({ firstSequence }) => firstSequence)),
    onBreakerOpened: ({ message }) => news.push(`opened: ${message}`),
    onBreakerClosed: () => news.push('closed'),
    onInvalid: (records) => {
      if (records.length === 0) throw new Error('reports that no record is invalid');
      invalid.push(...records.map(({ firstSequence }) => firstSequence));
    },
    onRest: () => { gaveUp.times++; },
  });
  const push = (...sequences: number[]) => sequences.forEach((sequence) => queue.push(record(sequence)));
  return { sender, clock, queue, breaker, totals, callTimes, forecast, calls, news, acknowledged, invalid, gaveUp, push, connection };
}

/** Returns a record with one event. */
export const record = (sequence: number, bytes = 100): PackedRecord => ({
  data: Buffer.alloc(bytes), partitionKey: 'key', environment: 'env', createdAt: 0, firstSequence: sequence, lastSequence: sequence, heldBytes: bytes, drops: [],
});

/** Returns an error with this name, as the SDK throws it. */
export const named = (name: string) => Object.assign(new Error('no'), { name });
