import type { Scenario } from './scenario';

/** A tenth of one flush time-out, over 20 invocations: one of them finds out, the others do not pay for it. */
const MEAN_HOLD_SHARE = 0.1;

/** Kinesis takes the call and does not answer. */
export const HANGS: readonly Scenario[] = [
  {
    name: 'hang-for-ever',
    shows: 'Kinesis never answers: over 20 invocations a tenth of a flush time-out is lost on average',
    form: 'quick',
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true, meanHoldShare: MEAN_HOLD_SHARE },
    play: (rig) => rig.traffic(20),
  },
  {
    name: 'hang-for-ever-sparse',
    shows: 'the same with the default strategy, and time between the invocations',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'adaptive' },
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true, meanHoldShare: MEAN_HOLD_SHARE },
    play: (rig) => rig.traffic(20, { lines: 10 }, 520),
  },
  {
    name: 'hang-in-answer-for-ever',
    shows: 'every answer stops in its middle: the hold is bounded, and what was taken comes again with the same numbers',
    form: 'quick',
    faults: { call: { kind: 'hang-in-answer' } },
    expect: { mayDrop: true, meanHoldShare: MEAN_HOLD_SHARE },
    play: (rig) => rig.traffic(20),
  },
  {
    name: 'hang-then-answer',
    shows: 'Kinesis hangs for some seconds and comes back: nothing is missing',
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
    shows: 'one call hangs, Kinesis is back, SHUTDOWN comes: the call that hangs does not use up all the time that is left',
    form: 'quick',
    expect: { inOrder: true },
    play: async (rig) => {
      // The very first call: on a connection that is as new as any.
      rig.proxy.next({ call: { kind: 'hang' } });
      await rig.traffic(4, { lines: 20 }, 300);
    },
  },
  {
    name: 'hang-with-little-time',
    shows: 'Kinesis hangs and the function has a second: it is never us who let it time out',
    form: 'quick',
    alone: true,
    function: { timeoutMs: 1_000 },
    faults: { call: { kind: 'hang' } },
    expect: { mayDrop: true },
    play: (rig) => rig.traffic(10, { lines: 10, waitMs: 150 }),
  },
];
