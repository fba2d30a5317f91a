import { BATCH_BYTES } from '../../../extension-src/delivery/limits';
import { SendRate } from '../../../extension-src/delivery/send-rate';
import { ShardThroughput } from '../../../simulator/kinesis/shard-throughput';

const START = 1_700_000_000_000;

function newRate() {
  const clock = { now: START };
  return { clock, rate: new SendRate(() => clock.now) };
}

interface Shard {
  readonly latencyMs: number;
  readonly recordBytes: number;
  readonly bytesPerSecond?: number;
}

/** Sends records of one size to one shard, as fast as the rate allows. */
function send(seconds: number, { latencyMs, recordBytes, bytesPerSecond = 1_000_000 }: Shard) {
  const { clock, rate } = newRate();
  const shard = new ShardThroughput({ shards: 1, bytesPerSecond, now: () => clock.now });
  let [sent, accepted] = [0, 0];
  while (clock.now < START + seconds * 1_000) {
    clock.now += rate.waitMs;
    const count = Math.max(1, Math.floor(rate.batchBytes / recordBytes));
    const taken = Array.from({ length: count }, () => shard.take('key', recordBytes)).filter(Boolean).length;
    clock.now += latencyMs;
    rate.answered(taken * recordBytes, (count - taken) * recordBytes);
    sent += count * recordBytes;
    accepted += taken * recordBytes;
    // The sender's backoff after a call of which nothing was accepted.
    if (taken === 0) clock.now += 50;
  }
  return { overhead: sent / accepted, throughput: accepted / (seconds * bytesPerSecond) };
}

describe('the rate of sending', () => {
  test('is not limited until Kinesis throttles', () => {
    const { rate } = newRate();
    for (let i = 0; i < 20; i++) {
      expect(rate.batchBytes).toBe(BATCH_BYTES);
      expect(rate.waitMs).toBe(0);
      rate.answered(BATCH_BYTES, 0);
    }
  });

  test.each([
    { latencyMs: 5, recordBytes: 102_400 }, { latencyMs: 30, recordBytes: 102_400 }, { latencyMs: 150, recordBytes: 102_400 },
    { latencyMs: 5, recordBytes: 2_000 }, { latencyMs: 30, recordBytes: 20_000 }, { latencyMs: 150, recordBytes: 20_000 },
  ])('uses 95 % of a shard and sends at most 1.3 times what it accepts: $latencyMs ms, records of $recordBytes bytes', (shard) => {
    const { overhead, throughput } = send(12, shard);
    expect(overhead).toBeLessThanOrEqual(1.3);
    expect(throughput).toBeGreaterThanOrEqual(0.95);
  });

  test('uses a stream of four shards', () => {
    const { overhead, throughput } = send(12, { latencyMs: 30, recordBytes: 102_400, bytesPerSecond: 4_000_000 });
    expect(overhead).toBeLessThanOrEqual(1.3);
    expect(throughput).toBeGreaterThanOrEqual(0.95);
  });

  test('settles where other producers leave a third of the shard', () => {
    const { overhead, throughput } = send(60, { latencyMs: 30, recordBytes: 102_400, bytesPerSecond: 300_000 });
    expect(overhead).toBeLessThanOrEqual(1.5);
    expect(throughput).toBeGreaterThanOrEqual(0.9);
  });

  test('has no limit again when the stream has had capacity for long', () => {
    const { clock, rate } = newRate();
    rate.answered(BATCH_BYTES / 2, BATCH_BYTES / 2);
    expect(rate.waitMs).toBeGreaterThan(0);
    for (let i = 0; i < 200; i++) {
      clock.now += Math.max(100, rate.waitMs);
      rate.answered(rate.batchBytes, 0);
    }
    expect(rate.waitMs).toBe(0);
    expect(rate.batchBytes).toBe(BATCH_BYTES);
  });

  test('makes batches smaller while calls fail, and larger step by step when they succeed', () => {
    const { rate } = newRate();
    const sizes = Array.from({ length: 4 }, () => {
      rate.failed();
      return rate.batchBytes;
    });
    expect(sizes).toEqual([BATCH_BYTES / 4, BATCH_BYTES / 16, BATCH_BYTES / 16, BATCH_BYTES / 16]);
    rate.answered(1_000, 0);
    expect(rate.batchBytes).toBe(BATCH_BYTES / 8);
    // An answer that rejects every record is no success.
    rate.answered(0, 0);
    expect(rate.batchBytes).toBe(BATCH_BYTES / 8);
  });

  test('does not wait longer when the clock is set back', () => {
    const { clock, rate } = newRate();
    rate.answered(BATCH_BYTES / 2, BATCH_BYTES / 2);
    const waitMs = rate.waitMs;
    clock.now -= 3_600_000;
    expect(rate.waitMs).toBeLessThanOrEqual(waitMs);
    clock.now += waitMs;
    expect(rate.waitMs).toBe(0);
  });

  test('does not measure by what was accepted before the clock was set back', () => {
    const { clock, rate } = newRate();
    rate.answered(800_000, 0);
    clock.now -= 1_000;
    rate.answered(400_000, 100_000);
    expect(rate.batchBytes).toBe(0.2 * 350_000);
  });
});

/** A call that is throttled in part, so that the rate is 450,000 bytes a second from now on. */
function limitedRate() {
  const { clock, rate } = newRate();
  rate.answered(500_000, 100_000);
  return { clock, rate };
}

describe('once Kinesis throttles', () => {
  test.each([
    { accepted: 500_000, throttled: 100_000, bytesPerSecond: 450_000, what: 'what was accepted, less half of what was rejected' },
    { accepted: 500_000, throttled: 400_000, bytesPerSecond: 350_000, what: 'at least 70 % of what was accepted' },
    { accepted: 0, throttled: 100_000, bytesPerSecond: 950_000, what: "a shard's, where nothing was accepted, less half of what was rejected" },
  ])('the rate is $what', ({ accepted, throttled, bytesPerSecond }) => {
    const { rate } = newRate();
    rate.answered(accepted, throttled);
    const callBytes = 0.2 * bytesPerSecond;
    expect(rate.batchBytes).toBe(callBytes);
    // What was accepted is paid for by a pause, and of what was rejected as much as fits into the next call.
    expect(rate.waitMs).toBe(Math.ceil((accepted + Math.min(throttled, callBytes)) / bytesPerSecond * 1_000));
  });

  test.each([
    { at: [0], bytesPerSecond: 800_000, what: 'at least one second' },
    { at: [0, 0], bytesPerSecond: 1_600_000, what: 'at least one second' },
    { at: [0, 1_500], bytesPerSecond: 1_600_000 / 1.5, what: 'the time since the first of them' },
    { at: [0, 1_999], bytesPerSecond: 1_600_000 / 1.999, what: 'nearly two seconds' },
    { at: [0, 2_000], bytesPerSecond: 800_000, what: 'less than two seconds' },
    { at: [0, 1_000, 2_000], bytesPerSecond: 1_600_000, what: 'the last two seconds' },
  ])('what was accepted is counted over $what: calls at $at ms', ({ at, bytesPerSecond }) => {
    const { clock, rate } = newRate();
    at.forEach((ms, index) => {
      clock.now = START + ms;
      rate.answered(800_000, index === at.length - 1 ? 100_000 : 0);
    });
    expect(rate.batchBytes).toBeCloseTo(0.2 * (bytesPerSecond - 50_000), 6);
  });

  test('calls of which nothing was accepted do not make the measured time longer', () => {
    const { clock, rate } = newRate();
    rate.answered(0, 0);
    clock.now += 1_500;
    rate.answered(800_000, 100_000);
    expect(rate.batchBytes).toBe(0.2 * 750_000);
  });

  test('each further throttled call lowers the rate again, down to 16 KiB a second', () => {
    const { clock, rate } = limitedRate();
    rate.answered(0, 20_000);
    expect(rate.batchBytes).toBe(0.2 * 440_000);
    for (let i = 0; i < 60; i++) {
      clock.now += rate.waitMs;
      rate.answered(0, 1_000_000);
    }
    expect(rate.batchBytes).toBe(64 * 1024);
    // As many rejected bytes as a call carries at that rate.
    expect(rate.waitMs).toBe(200);
    rate.answered(16 * 1024, 0);
    expect(rate.waitMs).toBe(1_200);
  });

  test.each([
    { afterMs: 500, bytesPerSecond: 480_000, what: 'by 60,000 bytes a second for each second' },
    { afterMs: 9_999, bytesPerSecond: 510_000, what: 'by no more than a second is worth, however long the call before is ago' },
    { afterMs: 10_000, bytesPerSecond: 510_000, what: 'as before, 10 s after the last throttled call' },
    { afterMs: 11_000, bytesPerSecond: 1_020_000, what: 'twofold a second later' },
    { afterMs: 12_000, bytesPerSecond: 2_040_000, what: 'twofold for each second after that' },
    { afterMs: -500, bytesPerSecond: 450_000, what: 'not at all when the clock was set back' },
  ])('the rate grows $what', ({ afterMs, bytesPerSecond }) => {
    const { clock, rate } = limitedRate();
    clock.now += afterMs;
    rate.answered(1_000, 0);
    expect(rate.batchBytes).toBe(0.2 * bytesPerSecond);
  });

  test('the limit ends in a long pause, as after a freeze', () => {
    const { clock, rate } = newRate();
    // Little was sent, so little was accepted: the rate is the least.
    rate.answered(1_000, 1_000);
    clock.now += 5_000;
    rate.answered(64 * 1024, 0);
    expect(rate.waitMs).toBeGreaterThan(500);
    clock.now += 20_000;
    expect([rate.waitMs, rate.batchBytes]).toEqual([0, BATCH_BYTES]);
    rate.answered(BATCH_BYTES, 0);
    expect(rate.waitMs).toBe(0);
  });

  test('the rate grows 10 s after a throttled call, although the clock was set back meanwhile', () => {
    const { clock, rate } = limitedRate();
    clock.now -= 3_600_000;
    expect(rate.waitMs).toBeGreaterThan(0);
    clock.now += 12_000;
    rate.answered(0, 0);
    expect(rate.batchBytes).toBe(0.2 * 4 * 450_000);
  });

  test('the time of a pause counts once, however often it is looked at', () => {
    const { clock, rate } = limitedRate();
    const { waitMs } = rate;
    clock.now += 100;
    expect(rate.waitMs).toBe(waitMs - 100);
    expect(rate.waitMs).toBe(waitMs - 100);
  });

  test('a long pause saves up no more than one call', () => {
    const { clock, rate } = limitedRate();
    clock.now += 5_000;
    // From now on 510,000 bytes a second: one call of 102,000 bytes is saved up, and the other is paid for by a pause.
    rate.answered(204_000, 0);
    expect(rate.waitMs).toBe(200);
  });

  test.each([
    { bytesPerSecond: 7_939_999, isLimited: true },
    { bytesPerSecond: 7_940_000, isLimited: false },
  ])('the limit ends at eight times the rate of a shard: a second after $bytesPerSecond bytes a second', ({ bytesPerSecond, isLimited }) => {
    const { clock, rate } = newRate();
    rate.answered(bytesPerSecond + 50_000, 100_000);
    clock.now += 1_000;
    rate.answered(100_000_000, 0);
    expect(rate.waitMs > 0).toBe(isLimited);
  });

  test('a reset forgets the limit, and what it was measured by', () => {
    const { rate } = limitedRate();
    rate.reset();
    expect(rate.waitMs).toBe(0);
    expect(rate.batchBytes).toBe(BATCH_BYTES);
    rate.answered(0, 100_000);
    expect(rate.batchBytes).toBe(0.2 * 950_000);
  });
});
