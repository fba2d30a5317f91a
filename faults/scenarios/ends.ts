import type { Scenario } from './scenario';

const HANG = { call: { kind: 'hang' } } as const;
const CRASH = { status: 'failure', errorType: 'Runtime.ExitError' } as const;

/** Freezes, and ends of processes and environments. */
export const ENDS: readonly Scenario[] = [
  {
    name: 'frozen-in-mid-send',
    shows: 'the environment freezes during a call, for longer than any timeout',
    form: 'quick',
    settings: { FLUSH_STRATEGY: 'periodic', DISPATCH_THRESHOLD: '5' },
    // The response may already be in the socket of the frozen process when the call times out.
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
    shows: 'the environment freezes during a call, and the connection is reset meanwhile',
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
    shows: 'all connections are closed after a freeze: the extension retries at once, without a timeout',
    form: 'quick',
    // A call on a dead connection would end after three seconds.
    settings: { FLUSH_TIMEOUT_MS: '4000' },
    expect: { inOrder: true },
    play: async (rig) => {
      await rig.traffic(2);
      for (let i = 0; i < 3; i++) {
        await rig.proxy.refuse();
        await rig.proxy.accept();
        const { holdMs } = await rig.invoke({ lines: 5 });
        if (holdMs > rig.flushTimeoutMs / 4) rig.problems.push(`a closed connection took ${Math.round(holdMs)} ms`);
      }
    },
  },
  {
    name: 'extension-killed',
    shows: 'the extension is killed: the sequence numbers that it sent have no gap, and the next process starts at 1',
    form: 'quick',
    expect: { killed: true },
    play: async (rig) => {
      await rig.traffic(3);
      const running = rig.invoke({ print: 'last words', lines: 10, waitMs: 60_000 }, { status: 'failure', errorType: 'Extension.Crash' });
      await rig.environment.telemetry.waitUntil(({ events }) => events.some(({ json }) => json.includes('last words')));
      rig.environment.killExtension('kinesis-telemetry-extension');
      await running;
      await rig.traffic(3);
    },
  },
  ...([[false, 'function-killed', 'Runtime.ExitError'], [true, 'out-of-memory', 'Runtime.OutOfMemory']] as const).map(
    ([outOfMemory, name, errorType]): Scenario => ({
      name,
      shows: outOfMemory ? 'the function runs out of memory and is killed: its last lines arrive' : 'the function is killed: its last lines arrive',
      form: 'quick',
      expect: { inOrder: true },
      play: async (rig) => {
        await rig.traffic(2);
        const running = rig.invoke({ print: 'last words', lines: 10, waitMs: 60_000 }, { status: 'failure', errorType });
        await rig.environment.telemetry.waitUntil(({ events }) => events.some(({ json }) => json.includes('last words')));
        rig.environment.killFunction({ outOfMemory });
        await running;
        await rig.traffic(2);
      },
    })),
  {
    name: 'repeated-request',
    shows: 'Lambda tries a failed request again under its id: the lines of each attempt arrive with it, not with the next',
    form: 'quick',
    target: 'sink',
    expect: { inOrder: true },
    play: async (rig) => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        await rig.invoke({ lines: 10, waitMs: 50, throws: true }, { status: 'error', errorType: 'Error' }, 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef');
        const missing = rig.missingLines();
        if (missing > 0) rig.problems.push(`${missing} lines were missing after attempt ${attempt}`);
      }
    },
  },
  {
    name: 'function-ends-badly',
    shows: 'the function throws, exits and times out: it fails as without the extension, and its last lines arrive',
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
    shows: 'the function times out during an outage: undelivered events are counted',
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
  ...[2_000, 1_000, 50].flatMap((shutdownMs): Scenario[] => [
    {
      name: `shutdown-${shutdownMs}`,
      shows: `SHUTDOWN with ${shutdownMs} ms left: all events are delivered, or counted if the time is too short for a call`,
      form: shutdownMs === 2_000 ? 'long' : 'quick',
      alone: shutdownMs < 2_000,
      options: { shutdownMs },
      expect: { inOrder: true, mayDrop: shutdownMs < 100 },
      play: async (rig) => {
        await rig.traffic(3);
        await rig.shutdown('timeout');
      },
    },
    {
      name: `shutdown-${shutdownMs}-hanging`,
      shows: `SHUTDOWN with ${shutdownMs} ms left while Kinesis hangs: undelivered events are counted`,
      form: shutdownMs === 1_000 ? 'long' : 'quick',
      alone: shutdownMs < 2_000,
      options: { shutdownMs },
      settings: { FLUSH_TIMEOUT_MS: '200' },
      faults: HANG,
      expect: { mayDrop: true },
      play: async (rig) => {
        await rig.traffic(3);
        await rig.shutdown('timeout');
      },
    },
  ]),
  {
    name: 'undelivered-to-the-log',
    shows: 'events that cannot be delivered at the end are written to the log if the setting says so',
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
