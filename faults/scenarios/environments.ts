import type { Scenario } from './scenario';

/** An invocation that is held for a call takes at least this long. The median of the others is far below it, however busy the machine is. */
const SLOW_KINESIS_MS = 200;

/** `adaptive` holds the first invocations. */
const HELD_AT_FIRST = 20;

/** By then `adaptive` has sent the lines of a running invocation: docs/delivery.md says 1.2 s. The rest is for a busy machine. */
const WHILE_IT_RUNS_MS = 3_000;

/** Where POSTs are answered late, it is several in each run. One can be the machine's: it may give a process no processor for 100 ms. */
const MAX_DROPPED_BATCHES = 1;

/** Initialization types, flush strategies and partition keys, most of them with faults. */
export const ENVIRONMENTS: readonly Scenario[] = [
  {
    name: 'snap-start',
    shows: 'after a restore the environment has another id and new credentials, and no event is missing under either id',
    form: 'quick',
    function: { initializationType: 'snap-start' },
    play: async (rig) => {
      await rig.environment.init();
      await rig.pause(100);
      rig.environment.restore();
      await rig.traffic(3);
      rig.proxy.next({ call: { kind: 'reset' } });
      await rig.traffic(3);
    },
  },
  {
    name: 'provisioned-concurrency',
    shows: 'a second passes between init and the first invocation, and the first call fails',
    form: 'long',
    function: { initializationType: 'provisioned-concurrency' },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.environment.init();
      await rig.pause(1_000);
      rig.proxy.next({ call: { kind: 'error', error: 'ServiceUnavailable' } });
      await rig.traffic(5);
    },
  },
  {
    name: 'managed-instance',
    shows: 'concurrent invocations during an outage: none is held, and no event is missing',
    form: 'quick',
    function: { initializationType: 'lambda-managed-instances' },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.environment.init();
      const many = () => Promise.all(Array.from({ length: 8 }, () => rig.invoke({ lines: 20, waitMs: 20 })));
      await many();
      await rig.proxy.refuse();
      await many();
      await rig.pause(1_500);
      await rig.proxy.accept();
      await many();
      await rig.pause(1_500);
    },
  },
  {
    name: 'managed-instance-impatient-source',
    shows: 'a source that drops a batch while the one before is unanswered, and never repeats a POST, does not drop them, quiet and in bursts',
    form: 'quick',
    alone: true,
    target: 'sink',
    function: { initializationType: 'lambda-managed-instances' },
    // As AWS's emulator does in its Managed Instances mode.
    options: { telemetry: { dropWhileBusy: true, maxAttempts: 1 } },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.environment.init();
      for (let quiet = 0; quiet < 5; quiet++) {
        await rig.invoke({ lines: 1 });
        await rig.pause(150);
      }
      for (let burst = 0; burst < 10; burst++) await Promise.all(Array.from({ length: 10 }, () => rig.invoke({ lines: 40 })));
      await rig.pause(500);
      const dropped = rig.environment.telemetry.ofType('platform.logsDropped');
      if (dropped.length > MAX_DROPPED_BATCHES) rig.problems.push(`the source dropped batches: ${JSON.stringify(dropped.map(({ record }) => record))}`);
    },
  },
  {
    name: 'adaptive-frequent',
    shows: 'frequent invocations are not held although Kinesis is slow, and no event is missing',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'adaptive' },
    faults: { latencyMs: SLOW_KINESIS_MS },
    expect: { inOrder: true, laterHoldMs: SLOW_KINESIS_MS / 2 },
    // The first twenty are held, so that the traffic must last long enough for the others to be the majority.
    play: (rig) => rig.traffic(80, { lines: 10, waitMs: 20 }),
  },
  {
    name: 'adaptive-then-long',
    shows: 'a long invocation after frequent ones, whose ends Lambda tells late: its lines arrive while it runs',
    form: 'quick',
    target: 'sink',
    settings: { FLUSH_STRATEGY: 'adaptive' },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(HELD_AT_FIRST + 5, { lines: 5, waitMs: 20 });
      await rig.during(async () => {
        await rig.pause(WHILE_IT_RUNS_MS);
        const missing = rig.missingLines();
        if (missing > 0) rig.problems.push(`${missing} lines were not sent within ${WHILE_IT_RUNS_MS} ms of a running invocation`);
      }, { lines: 20 });
    },
  },
  {
    name: 'periodic',
    shows: 'the periodic strategy never holds an invocation, and no event is missing',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'periodic', FLUSH_INTERVAL_MS: '200' },
    faults: { latencyMs: SLOW_KINESIS_MS },
    expect: { inOrder: true, laterHoldMs: SLOW_KINESIS_MS / 2 },
    play: (rig) => rig.traffic(10, { lines: 10, waitMs: 100 }),
  },
  {
    name: 'random-keys',
    shows: 'random partition keys: partial failures lose no event',
    form: 'long',
    settings: { PARTITION_KEY: 'random' },
    faults: { recordFailureRate: 0.2 },
    play: (rig) => rig.traffic(10, { lines: 300, length: 300 }),
  },
];
