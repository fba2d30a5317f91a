import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import type { ConnectionState } from '../../../extension-src/delivery/transport';
import { FakeClock } from '../fake-clock';

/** The result of one call: an error code or undefined for each record, an error, or no response. */
export type Answer = ReadonlyArray<string | undefined> | Error | 'hang';

/** Returns a sender whose calls get these answers one by one, and then succeed. */
export function createSender(...answers: Answer[]) {
  const clock = new FakeClock();
  const queue = new RecordQueue();
  const breaker = new CircuitBreaker(() => clock.now());
  const totals = zeroTotals();
  const calls: number[][] = [];
  const news: string[] = [];
  const acknowledged: number[] = [];
  const gaveUp = { times: 0 };
  const connection: { resets: number; renewals: number; state: ConnectionState } = { resets: 0, renewals: 0, state: 'new' };
  const sender = new Sender({
    queue, breaker, clock, totals,
    random: () => 0.5,
    transport: () => Promise.resolve({
      get connection() { return connection.state; },
      reset: () => { connection.resets++; },
      renewCredentials: () => { connection.renewals++; },
      putRecords: (batch) => {
        calls.push(batch.map(({ firstSequence }) => firstSequence));
        const answer = answers.shift() ?? batch.map(() => undefined);
        if (answer === 'hang') return new Promise(() => undefined);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    }),
    onAcknowledged: (records) => acknowledged.push(...records.map(({ firstSequence }) => firstSequence)),
    onBreakerOpened: ({ message }) => news.push(`opened: ${message}`),
    onBreakerClosed: () => news.push('closed'),
    onGaveUp: () => { gaveUp.times++; },
  });
  const push = (...sequences: number[]) => sequences.forEach((sequence) => queue.push(record(sequence)));
  return { sender, clock, queue, breaker, totals, calls, news, acknowledged, gaveUp, push, connection };
}

/** Returns a record with one event. */
export const record = (sequence: number, bytes = 100): PackedRecord => ({
  data: Buffer.alloc(bytes), partitionKey: 'key', environment: 'env', createdAt: 0, firstSequence: sequence, lastSequence: sequence, heldBytes: bytes, drops: [],
});

/** Returns an error with this name, as the SDK throws it. */
export const named = (name: string) => Object.assign(new Error('no'), { name });
