import { heldInvocations, holdFigures } from './hold-figures';
import { envelopesInLog, exitSummaryOf } from './oracle/exit-summary';
import { ExitSummary, Verdict } from './oracle/oracle';
import { byRequest, problemsOfRequests } from './oracle/whole-requests';
import { EXTENSION, Rig, RigProps } from './rig/rig';
import { PEAK_RSS_MB, Scenario } from './scenarios/scenario';
import type { SubjectName } from './subject';
import { after } from '../simulator/waiting/deferred';

export interface ScenarioProps extends Omit<RigProps, 'conditions'> {
  readonly scenario: Scenario;
}

/** The result of a scenario. */
export interface ScenarioResult extends Omit<Verdict, 'late' | 'problems'> {
  readonly name: string;
  readonly host: SubjectName;
  readonly invocations: number;
  readonly holdMeanMs: number;
  readonly holdMaxMs: number;
  /** The median of the holds from the second invocation on. */
  readonly holdLaterMs: number;
  readonly flushTimeoutMs: number;
  readonly peakRssMB: number;
  readonly seconds: number;
  readonly seed: number;
  readonly ok: boolean;
  /** Additional figures of the scenario. */
  readonly figures: Readonly<Record<string, number>>;
  /** The promises that were not kept. */
  readonly problems: readonly string[];
  /** The log of the extension, if there are problems. */
  readonly log: readonly string[];
}

const MAX_LOG_LINE_LENGTH = 1_500;

/** A slow machine takes a third of it for the longest scenario. */
const TIME_LIMIT_MS = 900_000;

/**
 * A hold may exceed the flush timeout by this time, in which `platform.runtimeDone` arrives and the machine does other work. A hold that
 * does not end with the flush timeout lasts until the function timeout, which is seconds later.
 */
const HOLD_MARGIN_MS = 1_000;

/** The extension exits as soon as everything is delivered. */
const LONG_SHUTDOWN_MS = 30_000;

/** Runs a scenario and judges it. */
export async function runScenario(props: ScenarioProps): Promise<ScenarioResult> {
  const { scenario, subject, seed } = props;
  const startedAt = performance.now();
  const rig = await Rig.start({ ...props, conditions: withTimeToEnd(scenario) });
  try {
    await inTime(scenario.play(rig)).catch((error: Error) => rig.problems.push(`the scenario failed: ${error.stack ?? error.message}`));
    await rig.shutdown();
    const verdict = await judge(rig, props);
    const { late, problems: found, ...counts } = verdict;
    const holds = holdFigures(rig.holds);
    const peakRssMB = rig.memory.peakMB;
    const problems = [
      ...rig.problems, ...found, ...halfRequests(rig, scenario), ...beyondExpectations(rig, scenario, { ...verdict, late }, peakRssMB),
    ];
    return {
      name: scenario.name, host: subject.name, ...counts, invocations: rig.invocations,
      holdMeanMs: holds.meanMs, holdMaxMs: holds.maxMs, holdLaterMs: holds.laterMs, flushTimeoutMs: rig.flushTimeoutMs, peakRssMB,
      seconds: Math.round((performance.now() - startedAt) / 100) / 10, seed, ok: problems.length === 0, figures: rig.figures, problems,
      log: problems.length === 0 ? [] : rig.extensions.flatMap(({ output }) => output.map(({ at, text }) => `${Math.round(at)} ms: ${text.slice(0, MAX_LOG_LINE_LENGTH)}`)),
    };
  } finally {
    await rig.dispose();
  }
}

/** The time to deliver the rest is judged only by the scenarios that set it: the embedded Kinesis may be slower than the network on a busy machine. */
function withTimeToEnd(scenario: Scenario): Scenario {
  return scenario.expect?.mayDrop ? scenario : { ...scenario, options: { shutdownMs: LONG_SHUTDOWN_MS, ...scenario.options } };
}

async function inTime(play: Promise<void>): Promise<void> {
  const limit = after(TIME_LIMIT_MS);
  try {
    await Promise.race([play, limit.promise.then(() => Promise.reject(new Error(`it timed out after ${TIME_LIMIT_MS} ms`)))]);
  } finally {
    limit.cancel();
  }
}

async function judge(rig: Rig, { scenario, store }: ScenarioProps): Promise<Verdict> {
  await store.collect(rig.stream);
  const logged = rig.extensions.flatMap(envelopesInLog);
  logged.forEach((line) => rig.oracle.line(line));
  const exitSummaries = rig.extensions.map(exitSummaryOf).filter((summary) => summary !== undefined);
  const { killed, ambiguousEverywhere } = scenario.expect ?? {};
  // An event that Lambda posts twice, because it has lost the response, counts once.
  const events = rig.environment.telemetry.events.flatMap(({ json, deliveries }) => deliveries
    .filter(({ extension, acknowledged }) => extension === EXTENSION && acknowledged > 0).map(() => json));
  return rig.oracle.verdict({
    emitted: scenario.countsOnly ? [] : events,
    emittedUnkept: rig.injected + (scenario.countsOnly ? events.length : 0),
    exitSummaries: exitSummaries.map((summary) => withoutLogged(summary, logged.length)),
    killed, ambiguousEverywhere,
  });
}

function halfRequests({ environment, oracle }: Rig, { requests }: Scenario): string[] {
  if (requests === undefined) return [];
  const missingOf = (texts: readonly string[]): number => oracle.missingOf(texts);
  return problemsOfRequests(byRequest(environment.telemetry.deliveredTo(EXTENSION)), requests, missingOf, oracle.namedRequests);
}

/** Events that were written to the log are counted as delivered, not as undelivered. */
function withoutLogged(summary: ExitSummary, logged: number): ExitSummary {
  const moved = Math.min(logged, summary.undelivered);
  return { ...summary, delivered: summary.delivered + moved, undelivered: summary.undelivered - moved };
}

function beyondExpectations(rig: Rig, { expect = {} }: Scenario, { dropped, late }: Verdict, peakRssMB: number): string[] {
  const problems: string[] = [];
  const { flushTimeoutMs, extensions } = rig;
  const { maxMs, laterMs } = holdFigures(rig.holds);
  const must = (holds: boolean, what: string): void => { if (!holds) problems.push(what); };
  const longestMs = expect.longestHoldMs ?? flushTimeoutMs + HOLD_MARGIN_MS;
  must(maxMs <= longestMs, `the maximum hold must be at most ${longestMs} ms (flush timeout ${flushTimeoutMs} ms), got ${maxMs} ms`);
  must(dropped === 0 || expect.mayDrop === true, `${dropped} events were dropped or left undelivered, although Kinesis recovered`);
  must(late === 0 || expect.inOrder !== true, `${late} events arrived out of order`);
  if (expect.mostHeld !== undefined) {
    const { flushes, probes } = heldInvocations(rig.holds, flushTimeoutMs);
    must(flushes <= expect.mostHeld.flushes, `at most ${expect.mostHeld.flushes} invocations may be held until the flush timeout, were ${flushes}`);
    must(probes <= expect.mostHeld.probes, `at most ${expect.mostHeld.probes} invocations may be held for a probe, were ${probes}`);
  }
  if (expect.laterHoldMs !== undefined) {
    must(laterMs <= expect.laterHoldMs, `the median hold from the second invocation on must be at most ${expect.laterHoldMs} ms, got ${laterMs} ms`);
  }
  const allowedMB = expect.peakRssMB ?? PEAK_RSS_MB[rig.subject.host];
  must(peakRssMB <= allowedMB, `the peak memory of the extension must be at most ${allowedMB} MB, got ${peakRssMB} MB`);
  must(rig.proxy.statistics.violations.length === 0, `calls exceeded limits of Kinesis: ${JSON.stringify(rig.proxy.statistics.violations)}`);
  for (const { exitCode, signal, launch, output } of extensions) {
    must(exitCode === 0 || expect.killed === true, `start ${launch} of the extension must exit with 0, got ${signal ?? exitCode ?? 'no exit'}`);
    const own = output.filter(({ text }) => /internal error|\] cannot start/.test(text));
    must(own.length === 0, `the extension logged an internal error: ${own[0]?.text}`);
  }
  return problems;
}
