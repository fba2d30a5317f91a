import { setTimeout as delay } from 'node:timers/promises';
import type { LambdaRuntime } from '../../simulator';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import { patternOf } from '../environment/traffic-pattern';
import type { PatternName, TrafficPattern } from '../environment/traffic-pattern';
import { LocalKinesis } from '../kinesis/local-kinesis';
import { USUAL_LATENCY_MS } from '../results/figures';
import { mean, percentile } from '../results/quartiles';
import type { PatternResult } from '../results/results';

export interface TrafficPatternsProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  /** The number of rounds of each pattern: invocations, bursts or seconds. */
  readonly rounds: ReadonlyMap<PatternName, number>;
}

interface Case {
  readonly pattern: TrafficPattern;
  readonly strategy: FlushStrategyName;
  readonly rounds: number;
}

/** Invocations of different environments should rarely coincide. */
const STAGGER_MS = 35;

/**
 * Measures holds and delays for each traffic pattern and flush strategy. Patterns with pauses are measured at once, as all but one of their
 * environments are usually frozen.
 */
export async function measureTrafficPatterns({ runtime, contestant, rounds }: TrafficPatternsProps): Promise<readonly PatternResult[]> {
  const cases = [...rounds].flatMap(([name, count]) =>
    FLUSH_STRATEGY.choices.map((strategy): Case => ({ pattern: patternOf(name), strategy, rounds: count })));
  const measure = (one: Case) => measureTrafficPattern(runtime, contestant, one);
  const results = new Map<Case, PatternResult>();
  for (const one of cases.filter(({ pattern }) => pattern.isBusy)) results.set(one, await measure(one));
  await Promise.all(cases.filter(({ pattern }) => !pattern.isBusy).map(async (one, index) => {
    await delay(index * STAGGER_MS);
    results.set(one, await measure(one));
  }));
  return cases.map((one) => results.get(one)!);
}

/** @throws when an invocation fails or a line is missing in the stream */
async function measureTrafficPattern(runtime: LambdaRuntime, contestant: Contestant, { pattern, strategy, rounds }: Case): Promise<PatternResult> {
  const kinesis = await LocalKinesis.start({ latencyMs: USUAL_LATENCY_MS });
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.endpoint, environment: { [FLUSH_STRATEGY.variable]: strategy },
  });
  try {
    await environment.init();
    const holds: number[] = [];
    let since = Infinity;
    const intervals = pattern.intervalsMs(rounds);
    for (const [index, intervalMs] of intervals.entries()) {
      if (index === pattern.uncounted) since = Date.now();
      const startedAt = performance.now();
      const { status, error, holdMs } = await environment.invoke(pattern.event);
      if (status !== 'success') throw new Error(`An invocation failed: ${JSON.stringify(error)}`);
      if (index >= pattern.uncounted) holds.push(holdMs);
      // Also after the last one: what it leaves behind must wait as long as usual.
      await delay(Math.max(0, startedAt + intervalMs - performance.now()));
    }
    await environment.shutdown();
    const logged = intervals.length * pattern.linesPerInvocation;
    const arrived = stream.functionEvents();
    if (arrived !== logged) throw new Error(`${logged} lines were logged, ${arrived} arrived (${pattern.name}, ${strategy})`);
    const delays = stream.delays(since);
    return {
      pattern: pattern.name, strategy, invocations: holds.length,
      holdMs: { p50: percentile(holds, 0.5), mean: mean(holds), p90: percentile(holds, 0.9) },
      delayMs: { p50: percentile(delays, 0.5), p90: percentile(delays, 0.9), max: percentile(delays, 1) },
      callsPerInvocation: kinesis.statistics.calls / intervals.length,
    };
  } finally {
    await environment.dispose();
    await kinesis.stop();
  }
}
