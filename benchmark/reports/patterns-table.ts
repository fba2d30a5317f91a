import type { PatternName } from '../environment/traffic-pattern';
import { TRAFFIC_PATTERNS } from '../environment/traffic-pattern';
import type { PatternResult } from '../results/results';

const BEGIN = '<!-- traffic patterns: written by npm run bench -- --write -->';
const END = '<!-- end of traffic patterns -->';

const HEAD = [
  '| traffic | strategy | hold: median, mean, p90 | delay: median, p90, maximum | calls per invocation |',
  '|---|---|---|---|---|',
];

/**
 * Replaces the table of holds and delays in a page.
 * @throws when the page has no place for it
 */
export function withPatternsTable(page: string, patterns: readonly PatternResult[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`The page has no place for the table: ${BEGIN} … ${END}`);
  return [page.slice(0, begin + BEGIN.length), ...HEAD, ...patterns.map(row), page.slice(end)].join('\n');
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
