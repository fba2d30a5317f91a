import type { Scenario } from './scenario';

/** Every kind of environment, each with an outage in its life. */
export const ENVIRONMENTS: readonly Scenario[] = [
  {
    name: 'snap-start',
    shows: 'after a restore: another id, fresh credentials, and nothing missing under either id',
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
    shows: 'long between init and the first invocation, with an outage at once',
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
    shows: 'many invocations at once, none of which is waited for, through an outage',
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
    name: 'adaptive-frequent',
    shows: 'frequent invocations are not held, though Kinesis is slow, and nothing is missing',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'adaptive' },
    faults: { latencyMs: 200 },
    expect: { inOrder: true, laterHoldMs: 2 },
    play: (rig) => rig.traffic(40, { lines: 10, waitMs: 20 }),
  },
  {
    name: 'periodic',
    shows: 'with the periodic strategy nothing is ever held, and nothing is missing',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'periodic', FLUSH_INTERVAL_MS: '200' },
    expect: { inOrder: true, laterHoldMs: 2 },
    play: (rig) => rig.traffic(10, { lines: 10, waitMs: 100 }),
  },
  {
    name: 'random-keys',
    shows: 'with a random key for each record, partial failures lose nothing either',
    form: 'long',
    settings: { PARTITION_KEY: 'random' },
    faults: { recordFailureRate: 0.2 },
    play: (rig) => rig.traffic(10, { lines: 300, length: 300 }),
  },
];
