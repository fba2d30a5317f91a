import { LAMBDAS_SHUTDOWN_MS, Scenario } from './scenario';
import type { Faults } from '../../simulator/kinesis';
import type { Rig } from '../rig/rig';

/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_BYTES_PER_SECOND = 1_000_000;

const BACKLOG_SECONDS = 12;
/** The most bytes that may be sent for one accepted byte. */
const MAX_SENT_SHARE = 1.3;
const MIN_THROUGHPUT = 0.95;

/** Four times as long as Lambda gives, for shards that are four times as slow: then the speed of the machine does not matter. */
const SLOW_SHUTDOWN_MS = 8_000;
const SLOW_SHARD_BYTES_PER_SECOND = 250_000;

/** A backlog of this size takes one of these shards 11 seconds, and eight of them less than one. */
const SHUTDOWN_LINES = 3_000;

const hangsByChance = (rig: Rig, probability: number) => (): Faults => rig.random() < probability ? { call: { kind: 'hang' } } : {};

/** More telemetry than a shard accepts, and backlogs that meet SHUTDOWN. */
export const THROTTLING: readonly Scenario[] = [
  {
    name: 'throttled-backlog',
    shows: 'a backlog is sent to a shard of 1 MB/s for 12 seconds: at its rate, and with few records in vain',
    form: 'quick',
    target: 'sink',
    alone: true,
    throughput: { shards: 1, bytesPerSecond: SHARD_BYTES_PER_SECOND },
    function: { timeoutMs: 30_000 },
    // The shard cannot take the whole backlog before the environment ends.
    expect: { mayDrop: true, peakRssMB: 200 },
    play: async (rig) => {
      const { statistics } = rig.proxy;
      await rig.during(async () => {
        await rig.pause(BACKLOG_SECONDS * 1_000);
        rig.figures.sentMB = statistics.bytes / 1e6;
        rig.figures.acceptedMB = statistics.acceptedBytes / 1e6;
        const sentShare = statistics.bytes / statistics.acceptedBytes;
        if (sentShare > MAX_SENT_SHARE) rig.problems.push(`${sentShare.toFixed(2)} bytes were sent for each accepted byte, allowed are ${MAX_SENT_SHARE}`);
        // The first second of sending includes the start of the function.
        const throughput = statistics.acceptedBytes / SHARD_BYTES_PER_SECOND / (BACKLOG_SECONDS - 1);
        if (throughput < MIN_THROUGHPUT) rig.problems.push(`the shard was used to ${Math.round(throughput * 100)} %, at least ${MIN_THROUGHPUT * 100} % are expected`);
      }, { lines: 18_000, length: 900 });
    },
  },
  {
    name: 'hang-by-chance-then-shutdown',
    shows: 'three of ten calls hang until SHUTDOWN: there is always time for one more call',
    form: 'quick',
    options: { shutdownMs: LAMBDAS_SHUTDOWN_MS },
    target: 'sink',
    play: async (rig) => {
      rig.proxy.faults = hangsByChance(rig, 0.3);
      await rig.traffic(20, { lines: 5, waitMs: 100 });
    },
  },
  {
    name: 'backlog-at-shutdown',
    shows: 'Kinesis is away until SHUTDOWN: the backlog is spread over all shards, and delivered in time',
    form: 'quick',
    options: { shutdownMs: SLOW_SHUTDOWN_MS },
    target: 'sink',
    alone: true,
    throughput: { shards: 8, bytesPerSecond: SLOW_SHARD_BYTES_PER_SECOND },
    faults: { call: { kind: 'error', error: 'AccessDeniedException' } },
    play: async (rig) => {
      await rig.invoke({ lines: SHUTDOWN_LINES, length: 900 });
      rig.proxy.faults = {};
    },
  },
];
