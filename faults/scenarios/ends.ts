import type { Scenario } from './scenario';

const HANG = { call: { kind: 'hang' } } as const;
const CRASH = { status: 'failure', errorType: 'Runtime.ExitError' } as const;

/** Ends of processes and environments, and standing still in the wrong moment. */
export const ENDS: readonly Scenario[] = [
  {
    name: 'frozen-in-mid-send',
    shows: 'the environment freezes while a call is under way, for longer than any time-out',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'periodic', DISPATCH_THRESHOLD: '5' },
    // The answer may lie in the frozen process's socket: it is too late for it.
    expect: { inOrder: true, ambiguousEverywhere: true },
    play: async (rig) => {
      await rig.traffic(2, { lines: 20, waitMs: 60 });
      rig.proxy.next({ latencyMs: 1_000 });
      await rig.invoke({ lines: 20, waitMs: 60 });
      await rig.pause(6_000);
      await rig.traffic(3, { lines: 20, waitMs: 60 });
    },
  },
  {
    name: 'frozen-in-mid-send-and-cut',
    shows: 'the same, and the connection is cut while everything stands still',
    form: 'long',
    settings: { FLUSH_STRATEGY: 'periodic', DISPATCH_THRESHOLD: '5' },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2, { lines: 20, waitMs: 60 });
      rig.proxy.next({ latencyMs: 500, call: { kind: 'reset', delivered: true } });
      await rig.invoke({ lines: 20, waitMs: 60 });
      await rig.pause(3_000);
      await rig.traffic(3, { lines: 20, waitMs: 60 });
    },
  },
  {
    name: 'stale-sockets',
    shows: 'all connections are dead after a freeze: that costs a quick retry, not a time-out',
    form: 'quick',
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2);
      for (let i = 0; i < 3; i++) {
        await rig.proxy.refuse();
        await rig.proxy.accept();
        const { holdMs } = await rig.invoke({ lines: 5 });
        if (holdMs > rig.flushTimeoutMs / 4) rig.problems.push(`a dead socket cost ${Math.round(holdMs)} ms`);
      }
    },
  },
  {
    name: 'extension-killed',
    shows: 'the extension is killed: what it had sent has no hole, and its successor begins anew',
    form: 'quick',
    expect: { killed: true },
    play: async (rig) => {
      await rig.traffic(3);
      const running = rig.invoke({ lines: 10, waitMs: 300 }, { status: 'failure', errorType: 'Extension.Crash' });
      await rig.pause(100);
      rig.environment.killExtension('kinesis-telemetry-extension');
      await running;
      await rig.traffic(3);
    },
  },
  ...([[false, 'function-killed', 'Runtime.ExitError'], [true, 'out-of-memory', 'Runtime.OutOfMemory']] as const).map(
    ([outOfMemory, name, errorType]): Scenario => ({
      name,
      shows: outOfMemory ? 'the function takes too much memory and is killed: its last lines arrive' : 'the function is killed: its last lines arrive',
      form: 'quick',
      expect: { inOrder: true },
      play: async (rig) => {
        await rig.traffic(2);
        const running = rig.invoke({ print: 'last words', lines: 10, waitMs: 5_000 }, { status: 'failure', errorType });
        await rig.pause(200);
        rig.environment.killFunction({ outOfMemory });
        await running;
        await rig.traffic(2);
      },
    })),
  {
    name: 'function-ends-badly',
    shows: 'the function throws, exits and times out: it fails as without us, and its last lines arrive',
    form: 'quick',
    function: { timeoutMs: 1_000 },
    play: async (rig) => {
      await rig.traffic(2);
      await rig.invoke({ lines: 10, throws: true }, { status: 'error', errorType: 'Error' });
      await rig.invoke({ lines: 10, exitsWith: 0 }, CRASH);
      await rig.invoke({ lines: 10, exitsWith: 1 }, CRASH);
      await rig.invoke({ lines: 10, hangs: true }, { status: 'timeout' });
      await rig.traffic(2);
    },
  },
  {
    name: 'function-times-out-while-kinesis-hangs',
    shows: 'a time-out of the function in the middle of an outage: what is left is counted',
    form: 'long',
    function: { timeoutMs: 1_000 },
    faults: HANG,
    expect: { mayDrop: true },
    play: async (rig) => {
      await rig.traffic(2);
      await rig.invoke({ lines: 10, hangs: true }, { status: 'timeout' });
      await rig.traffic(2);
    },
  },
  ...[2_000, 300, 50].flatMap((shutdownMs): Scenario[] => [
    {
      name: `shutdown-${shutdownMs}`,
      shows: `SHUTDOWN with ${shutdownMs} ms left: everything is delivered, or counted where that is too little for one call`,
      form: shutdownMs === 2_000 ? 'long' : 'quick',
      alone: shutdownMs < 1_000,
      options: { shutdownMs },
      expect: { inOrder: true, mayDrop: shutdownMs < 100, mayOverrun: shutdownMs < 100 },
      play: async (rig) => {
        await rig.traffic(3);
        await rig.shutdown('timeout');
      },
    },
    {
      name: `shutdown-${shutdownMs}-hanging`,
      shows: `SHUTDOWN with ${shutdownMs} ms left while Kinesis hangs: what is not delivered is counted`,
      form: shutdownMs === 300 ? 'long' : 'quick',
      alone: shutdownMs < 1_000,
      options: { shutdownMs },
      settings: { FLUSH_TIMEOUT_MS: '200' },
      faults: HANG,
      expect: { mayDrop: true, mayOverrun: shutdownMs < 100 },
      play: async (rig) => {
        await rig.traffic(3);
        await rig.shutdown('timeout');
      },
    },
  ]),
  {
    name: 'undelivered-to-the-log',
    shows: 'what cannot be delivered at the end stands in the log, where the setting says so',
    form: 'quick',
    settings: { UNDELIVERED_EVENTS: 'log' },
    expect: {},
    play: async (rig) => {
      await rig.traffic(2);
      await rig.proxy.refuse();
      await rig.traffic(3);
    },
  },
];
