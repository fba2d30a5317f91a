import type { Scenario } from './scenario';

const error = (name: string) => ({ call: { kind: 'error', error: name } } as const);

const POISON = 'a line that Kinesis does not like';
/** A record of 100 KiB holds this many lines of 200 bytes. */
const LINES_OF_A_RECORD = 230;

/** Errors and delays that Kinesis itself returns. */
export const ANSWERS: readonly Scenario[] = [
  ...[10, 50, 90].map((percent): Scenario => ({
    name: `partial-failure-${percent}`,
    shows: `${percent} % of the records fail: only these are retried`,
    form: percent === 50 ? 'quick' : 'long',
    // The embedded Kinesis is too slow if most records are sent ten times.
    target: percent === 10 ? 'kinesis' : 'sink',
    faults: { recordFailureRate: percent / 100 },
    play: async (rig) => {
      await rig.traffic(10, { lines: 200, length: 200 });
      rig.proxy.faults = {};
      await rig.traffic(3);
    },
  })),
  {
    name: 'internal-failures-of-records',
    shows: 'single records fail with InternalFailure, which Kinesis documents as retryable',
    form: 'long',
    faults: { recordFailureRate: 0.3, recordErrorCode: 'InternalFailure' },
    play: (rig) => rig.traffic(10, { lines: 100, length: 200 }),
  },
  ...([
    ['throttled-calls', 'ProvisionedThroughputExceededException', 'quick'],
    ['kms-throttled', 'KMSThrottlingException', 'long'],
    ['internal-failure', 'InternalFailure', 'long'],
    ['service-unavailable', 'ServiceUnavailable', 'quick'],
  ] as const).map(([name, exception, form]): Scenario => ({
    name,
    shows: `every call fails with ${exception} for a while, and then all succeed`,
    form,
    expect: { inOrder: true },
    faults: error(exception),
    play: async (rig) => {
      await rig.traffic(5);
      rig.proxy.faults = {};
      await rig.traffic(5);
    },
  })),
  {
    name: 'throttled-shard',
    shows: 'the function writes more than its shard accepts: throttled records wait and are retried',
    form: 'quick',
    target: 'sink',
    throughput: { shards: 1, bytesPerSecond: 300_000 },
    play: async (rig) => {
      await rig.traffic(4, { lines: 300, length: 500 });
      await rig.traffic(6, { lines: 3, waitMs: 500 });
    },
  },
  {
    name: 'access-denied-then-allowed',
    shows: 'a missing policy is added later: all events are delivered in order',
    form: 'quick',
    faults: error('AccessDeniedException'),
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(10);
      rig.proxy.faults = {};
      await rig.traffic(5);
    },
  },
  {
    name: 'expired-token-then-fresh',
    shows: 'expired credentials are renewed: no event is lost or delayed for long',
    form: 'quick',
    function: { initializationType: 'snap-start', credentials: { accessKeyId: 'ASIAEXPIRES', secretAccessKey: 'secret', sessionToken: 'token' } },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(3);
      rig.proxy.faults = { call: { kind: 'error', error: 'ExpiredTokenException', accessKeyId: 'ASIAEXPIRES' } };
      rig.environment.setCredentials({ accessKeyId: '123456789012', secretAccessKey: 'secret', sessionToken: 'fresh' });
      await rig.traffic(5);
      // Checked before the shutdown, which may call once more.
      if (rig.proxy.statistics.failedCalls > 2) rig.problems.push(`${rig.proxy.statistics.failedCalls} calls were made with the expired token`);
    },
  },
  {
    name: 'poisonous-record',
    shows: 'Kinesis rejects each call with a certain record as invalid: only this record is dropped, and reported',
    form: 'quick',
    target: 'sink',
    faults: { call: { kind: 'error', error: 'InvalidArgumentException', recordWith: POISON } },
    expect: { mayDrop: true },
    play: async (rig) => {
      await rig.traffic(2, { lines: 400, length: 200 });
      await rig.invoke({ print: POISON, lines: 400, length: 200 });
      await rig.traffic(2, { lines: 400, length: 200 });
      const missing = rig.missingLines();
      if (missing === 0 || missing > LINES_OF_A_RECORD) {
        rig.problems.push(`only the lines of one record may be missing, at most ${LINES_OF_A_RECORD}, got ${missing}`);
      }
    },
  },
  {
    name: 'slow-answers',
    shows: 'responses take 50 to 2,000 ms: no invocation is held longer than the flush timeout',
    form: 'quick',
    faults: { latencyMs: { min: 50, max: 2_000 } },
    play: async (rig) => {
      await rig.traffic(8);
      rig.proxy.faults = {};
    },
  },
];
