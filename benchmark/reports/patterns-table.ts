import type { PatternName } from '../environment/traffic-pattern';
import { TRAFFIC_PATTERNS } from '../environment/traffic-pattern';
import type { PatternResult } from '../results/results';

const HEAD = [
  '| traffic | strategy | hold: median, mean, p90 | delay: median, p90, maximum | calls per invocation |',
  '|---|---|---|---|---|',
];

/** Returns the table of holds and delays in Markdown. */
export function patternsTable(patterns: readonly PatternResult[]): string[] {
  return [...HEAD, ...patterns.map(row)];
}

function row({ pattern, strategy, holdMs, delayMs, callsPerInvocation }: PatternResult, index: number, all: readonly PatternResult[]): string {
  const isFirst = all[index - 1]?.pattern !== pattern;
  const cells = [
    isFirst ? `${pattern}: ${descriptionOf(pattern)}` : '', `\`${strategy}\``,
    [holdMs.p50, holdMs.mean, holdMs.p90].map(millis).join(', '), [delayMs.p50, delayMs.p90, delayMs.max].map(millis).join(', '), callsPerInvocation.toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
}

function descriptionOf(name: PatternName): string | undefined {
  return TRAFFIC_PATTERNS.find((pattern) => pattern.name === name)?.description;
}

/** Returns milliseconds with a decimal if they are few. */
export function millis(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}
