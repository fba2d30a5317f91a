import type { Scenario } from './scenario';
import type { Faults } from '../../simulator/kinesis';
import type { Expected, Rig } from '../rig/rig';

const SLOWER_THAN_MS = 1_000;
const TIMEOUT_MS = 3_000;

/** The least that the setting allows. */
const UNDECIDED_BYTES = 64 * 1024;

/** Requests of the first number of lines fit into it, of the second they do not. */
const FEW_LINES = 20;
const MANY_LINES = 120;
const LINE_LENGTH = 900;

const AWAY: Faults = { call: { kind: 'error', error: 'ServiceUnavailable' } };
const SLOW_SHARD = { shards: 1, bytesPerSecond: 100_000 };

/** The first line that a request prints. */
const FIRST_WORDS = 'first words';

interface Outcome {
  readonly name: string;
  readonly event: object;
  readonly expected?: Expected;
  /** Ends the function from outside, when it has printed all. */
  readonly end?: (rig: Rig) => void;
}

const OUTCOMES: readonly Outcome[] = [
  { name: 'success', event: {} },
  { name: 'error', event: { throws: true }, expected: { status: 'error', errorType: 'Error' } },
  { name: 'timeout', event: { hangs: true }, expected: { status: 'timeout' } },
  {
    name: 'out-of-memory', event: { waitMs: 60_000 }, expected: { status: 'failure', errorType: 'Runtime.OutOfMemory' },
    end: (rig) => rig.environment.killFunction({ outOfMemory: true }),
  },
  { name: 'crash', event: { exitsWith: 1 }, expected: { status: 'failure', errorType: 'Runtime.ExitError' } },
  { name: 'slow', event: { waitMs: SLOWER_THAN_MS + 200 } },
];

const KINESIS = ['well', 'away', 'throttling'] as const;

/** What happens when the undecided events take too much: not at all, and both settings. */
const BUFFERS = ['with-room', 'full-keep', 'full-omit'] as const;

const samplingOf = (whenFull: 'keep' | 'omit', share = 0) => ({
  SAMPLING: JSON.stringify({
    keep: ['error', 'timeout', 'out-of-memory'], slowerThanMs: SLOWER_THAN_MS, share, bufferMaxBytes: UNDECIDED_BYTES, whenFull,
  }),
});

/** Each outcome of a request, while Kinesis is well or not, with and without room for undecided events. The sum must be right in each. */
export const SELECTION: readonly Scenario[] = [
  ...OUTCOMES.flatMap((outcome, row) => KINESIS.flatMap((kinesis, column) => BUFFERS.map((buffer, depth): Scenario => {
    const whenFull = buffer === 'full-omit' ? 'omit' : 'keep';
    return {
      name: `sampling-${outcome.name}-${kinesis}-${buffer}`,
      shows: `sampling decides about a request with the outcome ${outcome.name} while Kinesis is ${kinesis}, undecided events ${buffer}: the sum is right`,
      // Each outcome, each Kinesis and each buffer, each pair of them once.
      form: (row + column + depth) % 3 === 0 ? 'quick' : 'long',
      target: 'sink',
      function: { timeoutMs: TIMEOUT_MS },
      settings: samplingOf(whenFull),
      throughput: kinesis === 'throttling' ? SLOW_SHARD : undefined,
      requests: { outcomes: ['error', 'timeout', 'out-of-memory'], slowerThanMs: SLOWER_THAN_MS, share: 0, undecidedBytes: UNDECIDED_BYTES, whenFull },
      play: (rig) => playOutcome(rig, outcome, kinesis === 'away', buffer === 'with-room' ? FEW_LINES : MANY_LINES),
    };
  }))),
  {
    name: 'sampling-by-share',
    shows: 'half of the requests are kept, each as a whole, and say so',
    form: 'quick',
    target: 'sink',
    settings: samplingOf('keep', 0.5),
    requests: { outcomes: [], slowerThanMs: SLOWER_THAN_MS, share: 0.5, undecidedBytes: UNDECIDED_BYTES, whenFull: 'keep' },
    play: async (rig) => {
      await rig.traffic(30, { lines: 5 });
    },
  },
  {
    name: 'sampling-killed',
    shows: 'the extension is killed with undecided events: what it has sent has no gap, and the next process starts anew',
    form: 'quick',
    settings: samplingOf('keep'),
    expect: { killed: true },
    play: async (rig) => {
      await rig.traffic(2);
      const running = rig.invoke({ lines: 10, print: FIRST_WORDS, waitMs: 60_000 }, { status: 'failure', errorType: 'Extension.Crash' });
      await printed(rig, FIRST_WORDS);
      rig.environment.killExtension('kinesis-telemetry-extension');
      await running;
      await rig.traffic(2);
      await rig.invoke({ throws: true }, { status: 'error', errorType: 'Error' });
    },
  },
];

/** Requests before the one with the outcome. */
const BEFORE = 2;

const endsEnvironment = (expected?: Expected): boolean => expected?.status === 'timeout' || expected?.status === 'failure';

async function playOutcome(rig: Rig, { event, expected, end }: Outcome, isAway: boolean, lines: number): Promise<void> {
  await rig.traffic(BEFORE, { lines: 3 });
  if (isAway) rig.proxy.faults = AWAY;
  const running = rig.invoke({ lines, length: LINE_LENGTH, ...event }, expected);
  if (end) {
    await printed(rig, `line ${lines - 1} `);
    end(rig);
  }
  if (isAway && endsEnvironment(expected)) {
    // There is no later invocation: what was undecided is sent at SHUTDOWN.
    await rig.environment.telemetry.waitUntil((journal) => journal.ofType('platform.runtimeDone').length > BEFORE);
    rig.proxy.faults = {};
  }
  await running;
  await rig.traffic(1, { lines: 3 });
  rig.proxy.faults = {};
  await rig.traffic(2, { lines: 3 });
}

function printed(rig: Rig, text: string): Promise<void> {
  return rig.environment.telemetry.waitUntil(({ events }) => events.some(({ json }) => json.includes(text)));
}
