import type { LambdaRuntime } from '../simulator';
import { holdFigures } from './hold-figures';
import { envelopesInLog, lastWordsOf } from './oracle/last-words';
import { LastWords, Verdict } from './oracle/oracle';
import { EXTENSION, Rig, RigProps } from './rig/rig';
import { PEAK_RSS_MB, Scenario } from './scenarios/scenario';
import { after } from '../simulator/waiting/deferred';

export interface ScenarioProps extends Omit<RigProps, 'conditions'> {
  readonly scenario: Scenario;
}

/** What a scenario came to. */
export interface ScenarioResult extends Omit<Verdict, 'late' | 'problems'> {
  readonly name: string;
  readonly runtime: LambdaRuntime;
  readonly invocations: number;
  readonly holdMeanMs: number;
  readonly holdMaxMs: number;
  /** The median from the second invocation on. */
  readonly holdLaterMs: number;
  readonly flushTimeoutMs: number;
  readonly peakRssMB: number;
  readonly seconds: number;
  readonly seed: number;
  readonly ok: boolean;
  /** What the scenario has measured besides. */
  readonly figures: Readonly<Record<string, number>>;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
  /** What the extension said, where something is wrong. */
  readonly log: readonly string[];
}

/** Of the extension's log. */
const LONGEST_LINE = 1_500;

/** The longest scenario takes a third of it on a slow machine. */
const TIME_LIMIT_MS = 900_000;

/** A hold may end so long after its time-out: the time that `platform.runtimeDone` needs to come, and this machine's other work. */
const HOLD_MARGIN_MS = 250;

/** Plays a scenario to its end, and judges it. */
export async function runScenario(props: ScenarioProps): Promise<ScenarioResult> {
  const { scenario, runtime, seed } = props;
  const startedAt = performance.now();
  const rig = await Rig.start({ ...props, conditions: scenario });
  try {
    await inTime(scenario.play(rig)).catch((error: Error) => rig.problems.push(`the scenario could not be played: ${error.stack ?? error.message}`));
    await rig.shutdown();
    const verdict = await judge(rig, props);
    const { late, problems: found, ...counts } = verdict;
    const holds = holdFigures(rig.holds);
    const peakRssMB = rig.memory.peakMB;
    const problems = [...rig.problems, ...found, ...beyondExpectations(rig, scenario, { ...verdict, late }, peakRssMB)];
    return {
      name: scenario.name, runtime, ...counts, invocations: rig.invocations,
      holdMeanMs: holds.meanMs, holdMaxMs: holds.maxMs, holdLaterMs: holds.laterMs, flushTimeoutMs: rig.flushTimeoutMs, peakRssMB,
      seconds: Math.round((performance.now() - startedAt) / 100) / 10, seed, ok: problems.length === 0, figures: rig.figures, problems,
      log: problems.length === 0 ? [] : rig.extensions.flatMap(({ output }) => output.map(({ at, text }) => `${Math.round(at)} ms: ${text.slice(0, LONGEST_LINE)}`)),
    };
  } finally {
    await rig.dispose();
  }
}

async function inTime(play: Promise<void>): Promise<void> {
  const limit = after(TIME_LIMIT_MS);
  try {
    await Promise.race([play, limit.promise.then(() => Promise.reject(new Error(`it did not end within ${TIME_LIMIT_MS} ms`)))]);
  } finally {
    limit.cancel();
  }
}

async function judge(rig: Rig, { scenario, store }: ScenarioProps): Promise<Verdict> {
  await store.collect(rig.stream);
  const logged = rig.extensions.flatMap(envelopesInLog);
  logged.forEach((line) => rig.oracle.line(line));
  const lastWords = rig.extensions.map(lastWordsOf).filter((words) => words !== undefined);
  const { killed, ambiguousEverywhere } = scenario.expect ?? {};
  // As often as it was answered with 200: what Lambda posts again is an event again.
  const events = rig.environment.telemetry.events.flatMap(({ json, deliveries }) => deliveries
    .filter(({ extension }) => extension === EXTENSION).flatMap(({ acknowledged }) => Array.from({ length: acknowledged }, () => json)));
  return rig.oracle.verdict({
    emitted: scenario.countsOnly ? [] : events,
    emittedUnkept: rig.injected + (scenario.countsOnly ? events.length : 0),
    lastWords: lastWords.map((words) => withoutLogged(words, logged.length)),
    killed, ambiguousEverywhere,
  });
}

/** What was written to the log has been counted there already. */
function withoutLogged(words: LastWords, logged: number): LastWords {
  return { ...words, undelivered: Math.max(0, words.undelivered - logged) };
}

function beyondExpectations(rig: Rig, { expect = {} }: Scenario, { dropped, late }: Verdict, peakRssMB: number): string[] {
  const problems: string[] = [];
  const { flushTimeoutMs, extensions } = rig;
  const { meanMs, maxMs, laterMs } = holdFigures(rig.holds);
  const must = (holds: boolean, what: string): void => { if (!holds) problems.push(what); };
  const longestMs = expect.longestHoldMs ?? flushTimeoutMs + HOLD_MARGIN_MS;
  must(maxMs <= longestMs, `an invocation was held for ${maxMs} ms, allowed are ${longestMs} ms (the flush time-out is ${flushTimeoutMs} ms)`);
  must(dropped === 0 || expect.mayDrop === true, `${dropped} events were dropped or left over, although Kinesis took everything in the end`);
  must(late === 0 || expect.inOrder !== true, `${late} events came out of order`);
  if (expect.meanHoldShare !== undefined) {
    const allowed = expect.meanHoldShare * flushTimeoutMs;
    must(meanMs <= allowed, `the mean hold was ${meanMs} ms, allowed are ${allowed} ms`);
  }
  if (expect.laterHoldMs !== undefined) {
    must(laterMs <= expect.laterHoldMs, `the median hold from the second invocation on was ${laterMs} ms, allowed are ${expect.laterHoldMs} ms`);
  }
  const allowedMB = expect.peakRssMB ?? PEAK_RSS_MB;
  must(peakRssMB <= allowedMB, `the extension held ${peakRssMB} MB at its peak, allowed are ${allowedMB} MB`);
  must(rig.proxy.statistics.violations.length === 0, `calls broke limits of Kinesis: ${JSON.stringify(rig.proxy.statistics.violations)}`);
  for (const { exitCode, signal, launch, output } of extensions) {
    must(exitCode === 0 || expect.killed === true || (expect.mayOverrun === true && signal === 'SIGKILL'), `start ${launch} of the extension ended with ${signal ?? exitCode ?? 'nothing'}`);
    const own = output.filter(({ text }) => /internal error|cannot start/.test(text));
    must(own.length === 0, `the extension had an internal error: ${own[0]?.text}`);
  }
  return problems;
}
