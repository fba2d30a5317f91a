import { LINE_BYTES } from './invocation';
import { seededRandom } from '../../simulator/kinesis';

export type PatternName = 'cron' | 'bursts of 6' | 'bursts of 20' | 'Poisson' | 'steady' | 'long and chatty';

/** When a function is invoked, and what it does. */
export interface TrafficPattern {
  readonly name: PatternName;
  readonly description: string;
  /** The input of the benchmark's function. */
  readonly event: object;
  readonly linesPerInvocation: number;
  /** The first invocations, which are not counted: a cold start, and the evidence that `adaptive` needs if traffic is always frequent. */
  readonly uncounted: number;
  /** Whether the pattern needs the machine for itself. */
  readonly isBusy: boolean;
  /** The time from the start of each invocation to the start of the next, in milliseconds. Each round has as many as it needs. */
  intervalsMs(rounds: number): readonly number[];
}

const LINE = 'x'.repeat(LINE_BYTES);
const SHORT = { event: { print: { line: LINE, lines: 5 }, waitMs: 20 }, linesPerInvocation: 5, uncounted: 1, isBusy: false };

const IN_BURST_MS = 100;
const POISSON_MEAN_MS = 200;
const PER_SECOND = 75;
/** The strategy stops holding after twenty invocations. */
const UNCOUNTED_STEADY = 30;
const CHATTY_STEPS = 100;

export const TRAFFIC_PATTERNS: readonly TrafficPattern[] = [
  { name: 'cron', description: 'one invocation every 10 s', ...SHORT, intervalsMs: (rounds) => repeat(rounds, () => [10_000]) },
  { name: 'bursts of 6', description: '6 invocations in 0.6 s, then a pause of 4 s', ...SHORT, intervalsMs: (rounds) => bursts(rounds, 6, 4_000) },
  { name: 'bursts of 20', description: '20 invocations in 2 s, then a pause of 20 s', ...SHORT, intervalsMs: (rounds) => bursts(rounds, 20, 20_000) },
  {
    name: 'Poisson', description: 'independent invocations, 5 per second on average', ...SHORT,
    intervalsMs: (rounds) => {
      const random = seededRandom(5);
      return repeat(rounds, () => [-POISSON_MEAN_MS * Math.log(1 - random())]);
    },
  },
  {
    name: 'steady', description: `${PER_SECOND} invocations per second`, ...SHORT, event: { ...SHORT.event, waitMs: 1 }, uncounted: UNCOUNTED_STEADY, isBusy: true,
    intervalsMs: (rounds) => repeat(UNCOUNTED_STEADY + rounds * PER_SECOND, () => [1_000 / PER_SECOND]),
  },
  {
    name: 'long and chatty', description: `invocations of 5 s with ${(CHATTY_STEPS * 20).toLocaleString('en')} lines, every 8 s`, ...SHORT,
    event: { print: { line: LINE, lines: 20, steps: CHATTY_STEPS, stepMs: 50 } }, linesPerInvocation: CHATTY_STEPS * 20, uncounted: 0,
    intervalsMs: (rounds) => repeat(rounds, () => [8_000]),
  },
];

export function patternOf(name: PatternName): TrafficPattern {
  return TRAFFIC_PATTERNS.find((pattern) => pattern.name === name)!;
}

function bursts(count: number, size: number, pauseMs: number): number[] {
  return repeat(count, () => [...Array.from({ length: size - 1 }, () => IN_BURST_MS), pauseMs]);
}

function repeat(count: number, round: () => readonly number[]): number[] {
  return Array.from({ length: count }, round).flat();
}
