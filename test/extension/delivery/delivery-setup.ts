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
import { FakeClock } from '../fake-clock';

export const MIB = 1024 * 1024;

export interface Envelope {
  readonly type: string;
  readonly environment: string;
  readonly sequence: number;
  readonly record: {
    readonly environment?: string;
    readonly count: number;
    readonly bytes: number;
    readonly firstSequence: number;
    readonly lastSequence: number;
    readonly reason: string;
  };
}

export function createDelivery({
  bufferMaxBytes = 2 * MIB, dispatchThreshold = 1_000, dispatchIntervalMs = 1_000, lingerMs = 0, reachable = true,
} = {}) {
  const clock = new FakeClock();
  const totals = zeroTotals();
  const queue = new RecordQueue();
  const ledger = new DropLedger();
  const breaker = new CircuitBreaker(() => clock.now());
  const kinesis = { reachable };
  const stream: Envelope[] = [];
  const packer = new Packer({
    origin: { source: 'arn', version: '1', environment: 'env' }, shape: ndjson(25_600), partitionKey: 'environment', oversized: 'drop', now: () => clock.now(),
    onFailed: (_range, error) => { throw error; },
    onRecord: (record) => queue.push(record), onTooLarge: (range) => ledger.add(range),
  });
  const put = (batch: readonly PackedRecord[]) => {
    if (!kinesis.reachable) return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    for (const line of batch.flatMap(({ data }) => data.toString().trim().split('\n'))) stream.push(JSON.parse(line) as Envelope);
    return Promise.resolve(batch.map(() => undefined));
  };
  const sender: Sender = new Sender({
    queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0,
    transport: () => Promise.resolve({ putRecords: put, connection: 'new', reset: () => undefined, renewCredentials: () => undefined }),
    onAcknowledged: (records) => delivery.acknowledged(records), onInvalid: () => undefined, onRest: () => delivery.dispatchLater(),
    onBreakerOpened: () => undefined, onBreakerClosed: () => undefined,
  });
  const delivery = new Delivery({
    packer, queue, sender, breaker, ledger, clock, totals, mayCall: () => true, bufferMaxBytes, dispatchThreshold, dispatchIntervalMs, lingerMs,
  });
  const add = (message: string, isOwnLog = false) => {
    const body = Buffer.from(JSON.stringify({ time: 't', type: 'function', record: message }));
    delivery.add(body, 0, body.length, undefined, isOwnLog);
  };
  return { delivery, clock, totals, queue, packer, ledger, kinesis, stream, add };
}

/** Returns the sequence numbers up to the last that are neither in the stream, nor in a range that the stream reports as dropped. */
export function unaccounted(stream: readonly Envelope[]): number[] {
  const known = new Set<number>();
  for (const { type, sequence, record } of stream) {
    known.add(sequence);
    if (type === 'telemetry.dropped') for (let s = record.firstSequence; s <= record.lastSequence; s++) known.add(s);
  }
  return Array.from({ length: stream.at(-1)?.sequence ?? 0 }, (_, i) => i + 1).filter((sequence) => !known.has(sequence));
}
