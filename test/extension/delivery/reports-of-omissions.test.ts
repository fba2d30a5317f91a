import { CallTimes } from '../../../extension-src/delivery/call-times';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import { Delivery } from '../../../extension-src/delivery/delivery';
import { DropLedger } from '../../../extension-src/delivery/drop-ledger';
import type { OmittedReport, ReportOccasion } from '../../../extension-src/delivery/omissions';
import { Packer } from '../../../extension-src/delivery/packer';
import { ndjson } from '../../../extension-src/delivery/record-format';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { FakeClock } from '../fake-clock';

const REPORT: OmittedReport = { count: 3, bytes: 400, reasons: [{ reason: 'filter', rule: 'health', count: 3, bytes: 400 }], requests: ['a'] };

interface Envelope {
  readonly type: string;
  readonly sequence: number;
  readonly record: unknown;
}

/** A delivery behind something that leaves events out, and has a report for some occasions. */
function createDelivery({ bufferMaxBytes = 2 * 1024 * 1024, on = ['beside-others', 'last'] as readonly ReportOccasion[] } = {}) {
  const clock = new FakeClock();
  const totals = zeroTotals();
  const queue = new RecordQueue();
  const ledger = new DropLedger();
  const breaker = new CircuitBreaker(() => clock.now());
  const stream: Envelope[] = [];
  const kinesis = { failure: undefined as Error | undefined };
  const omissions = {
    heldBytes: 0,
    due: [] as OmittedReport[],
    take: (occasion: ReportOccasion) => on.includes(occasion) ? omissions.due.shift() : undefined,
    restore: (report: OmittedReport) => { omissions.due.push(report); },
  };
  const packer = new Packer({
    origin: { source: 'arn', version: '1', environment: 'env' }, shape: ndjson(25_600), partitionKey: 'environment', oversized: 'drop', now: () => clock.now(),
    onRecord: (record) => queue.push(record), onTooLarge: (range) => ledger.add(range),
    onFailed: (range, _error, reports) => {
      ledger.add(range);
      if (reports) delivery.restore(reports);
    },
  });
  const sender: Sender = new Sender({
    queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0,
    transport: () => Promise.resolve({
      connection: 'new', reset: () => undefined, renewCredentials: () => undefined,
      putRecords: (batch) => {
        if (kinesis.failure) return Promise.reject(kinesis.failure);
        for (const line of batch.flatMap(({ data }) => data.toString().trim().split('\n'))) stream.push(JSON.parse(line) as Envelope);
        return Promise.resolve(batch.map(() => undefined));
      },
    }),
    onAcknowledged: (records) => delivery.acknowledged(records), onInvalid: (records) => delivery.rejected(records), onRest: () => undefined,
    onBreakerOpened: () => undefined, onBreakerClosed: () => undefined,
  });
  const delivery: Delivery = new Delivery({
    packer, queue, sender, breaker, ledger, omissions, clock, totals, mayCall: () => true, bufferMaxBytes,
    dispatchThreshold: 1_000, dispatchIntervalMs: 1_000, lingerMs: 0,
  });
  const add = (message: string) => {
    const body = Buffer.from(JSON.stringify({ time: 't', type: 'function', record: message }));
    delivery.add(body, 0, body.length, undefined);
  };
  const flush = () => delivery.flush(clock.now() + 1_000);
  return { delivery, clock, totals, queue, packer, ledger, omissions, kinesis, stream, add, flush };
}

describe('omitted events are reported', () => {
  test('beside an event that is sent, in the same record', async () => {
    const { omissions, stream, queue, totals, delivery, add, flush } = createDelivery();
    omissions.due.push(REPORT);
    add('a');
    delivery.seal();
    expect(queue.length).toBe(1);
    await flush();
    expect(stream).toMatchObject([{ sequence: 1, record: 'a' }, { sequence: 2, type: 'telemetry.omitted', record: REPORT }]);
    expect(totals).toMatchObject({ own: 1, delivered: 2 });
  });

  test('beside records that wait for an acknowledgement', async () => {
    const { omissions, stream, kinesis, add, flush } = createDelivery();
    kinesis.failure = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    add('a');
    expect(await flush()).toBe('failed');
    omissions.due.push(REPORT);
    kinesis.failure = undefined;
    await flush();
    expect(stream.map(({ type }) => type)).toEqual(['function', 'telemetry.omitted']);
  });

  test('not if nothing else is sent, so that no call is made for it', async () => {
    const { omissions, stream, delivery, flush } = createDelivery();
    omissions.due.push(REPORT);
    expect(await flush()).toBe('delivered');
    expect(stream).toEqual([]);
    expect(delivery.isEmpty).toBe(true);
  });

  test('alone when there is much to report', async () => {
    const { omissions, stream, clock, delivery } = createDelivery({ on: ['alone'] });
    omissions.due.push(REPORT);
    delivery.dispatchLater();
    await clock.advance(1_000);
    expect(stream).toMatchObject([{ sequence: 1, type: 'telemetry.omitted' }]);
  });

  test('at the end, whatever else is sent', async () => {
    const { omissions, stream, delivery, flush } = createDelivery({ on: ['last'] });
    omissions.due.push(REPORT);
    delivery.reportOmissions('last');
    expect(delivery.waiting).toBe(1);
    await flush();
    expect(stream).toMatchObject([{ type: 'telemetry.omitted', record: REPORT }]);
    expect(delivery.waiting).toBe(0);
  });

  test('again, if the report was dropped because the buffer was full', async () => {
    const { omissions, ledger, stream, kinesis, clock, add, flush } = createDelivery({ bufferMaxBytes: 200_000 });
    kinesis.failure = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    omissions.due.push(REPORT);
    add('a');
    await flush();
    for (let i = 0; i < 20; i++) add('x'.repeat(20_000));
    expect(ledger.total).toBeGreaterThan(2);
    kinesis.failure = undefined;
    await clock.advance(60_000);
    await flush();
    expect(omissions.due).toEqual([]);
    expect(stream.filter(({ type }) => type === 'telemetry.omitted').map(({ record }) => record)).toEqual([REPORT]);
    expect(stream.some(({ type }) => type === 'telemetry.dropped')).toBe(true);
  });

  test('again, if Kinesis has rejected the report', () => {
    const { omissions, delivery, queue, add } = createDelivery();
    omissions.due.push(REPORT);
    add('a');
    delivery.seal();
    delivery.rejected(queue.remove(queue.all));
    expect(omissions.due).toEqual([REPORT]);
  });

  test('again, if the report could not be packed', () => {
    const { omissions, delivery, ledger } = createDelivery();
    omissions.due.push(REPORT);
    const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow').mockImplementationOnce(() => {
      throw new Error('Array buffer allocation failed');
    });
    delivery.reportOmissions('last');
    allocate.mockRestore();
    expect(ledger.total).toBe(1);
    expect(omissions.due).toEqual([REPORT]);
  });
});

describe('what waits before the delivery', () => {
  test('counts in the limit of the buffer: the oldest records make room for it', () => {
    const { delivery, omissions, ledger, queue, totals, add } = createDelivery({ bufferMaxBytes: 200_000 });
    for (let i = 0; i < 6; i++) add('x'.repeat(20_000));
    delivery.seal();
    expect(queue.length).toBe(6);
    omissions.heldBytes = 100_000;
    delivery.makeRoom();
    expect(queue.length).toBe(3);
    expect(ledger.total).toBe(3);
    expect(totals.bufferPeakBytes).toBeGreaterThan(100_000);
    expect(totals.bufferPeakBytes).toBeLessThanOrEqual(200_000);
  });

  test('a record that contains a report holds memory for it', () => {
    const held = (hasReport: boolean) => {
      const { delivery, omissions, queue, add } = createDelivery();
      if (hasReport) omissions.due.push(REPORT);
      add('a');
      delivery.seal();
      return queue.heldBytes - queue.all[0].data.buffer.byteLength;
    };
    expect(held(false)).toBe(0);
    expect(held(true)).toBeGreaterThan(256);
  });
});
