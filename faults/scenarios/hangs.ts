import { LAMBDAS_SHUTDOWN_MS, MOST_HELD_OF_20, Scenario } from './scenario';

/** Kinesis accepts a call and does not respond. */
export const HANGS: readonly Scenario[] = [
  {
    name: 'hang-for-ever',
    shows: 'Kinesis never responds: one of 20 invocations waits for the flush timeout, and at most every third for a probe',
    form: 'quick',
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true, mostHeld: MOST_HELD_OF_20 },
    play: (rig) => rig.traffic(20),
  },
  {
    name: 'hang-for-ever-sparse',
    shows: 'Kinesis never responds, with the default strategy and pauses between the invocations',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'adaptive' },
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true, mostHeld: MOST_HELD_OF_20 },
    play: (rig) => rig.traffic(20, { lines: 10 }, 520),
  },
  {
    name: 'hang-in-answer-for-ever',
    shows: 'every response stops in the middle: holds are bounded, and records that were stored are retried with the same sequence numbers',
    form: 'quick',
    faults: { call: { kind: 'hang-in-answer' } },
    expect: { mayDrop: true, mostHeld: MOST_HELD_OF_20 },
    play: (rig) => rig.traffic(20),
  },
  {
    name: 'hang-then-answer',
    shows: 'Kinesis hangs for some seconds and recovers: no event is missing',
    form: 'quick',
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2);
      rig.proxy.faults = { call: { kind: 'hang' } };
      await rig.traffic(4, { lines: 20 }, 300);
      rig.proxy.faults = {};
      await rig.traffic(4, { lines: 20 }, 600);
    },
  },
  {
    name: 'hang-then-shutdown',
    shows: 'one call hangs and Kinesis recovers before SHUTDOWN: the hanging call does not use up the remaining time',
    form: 'quick',
    options: { shutdownMs: LAMBDAS_SHUTDOWN_MS },
    expect: { inOrder: true },
    play: async (rig) => {
      // The first call, on a new connection.
      rig.proxy.next({ call: { kind: 'hang' } });
      await rig.traffic(4, { lines: 20 }, 300);
    },
  },
  {
    name: 'hang-with-little-time',
    shows: 'Kinesis hangs and the function timeout is one second: the extension never lets the function time out',
    form: 'quick',
    alone: true,
    function: { timeoutMs: 1_000 },
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true },
    play: (rig) => rig.traffic(10, { lines: 10, waitMs: 150 }),
  },
];
