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
});
