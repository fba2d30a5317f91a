import Table from 'cli-table3';
import type { ScenarioResult } from './run-scenario';

/** One line for a machine. */
export function toJsonLine({ figures, log, ...result }: ScenarioResult): string {
  return JSON.stringify({ ...result, ...figures, ...log.length > 0 ? { log } : {} });
}

/** One line for a person, as soon as a scenario is through. */
export function toProgressLine({ name, runtime, ok, seconds, problems, log }: ScenarioResult): string {
  const lines = [`${ok ? 'ok  ' : 'FAIL'} ${name} (${runtime}, ${seconds} s)`, ...problems.map((problem) => `     ${problem}`), ...log.map((line) => `     | ${line}`)];
  return lines.join('\n');
}

const COLUMNS = ['scenario', 'node', 'emitted', 'delivered', 'dropped', 'twice', 'unaccounted', 'hold ms', 'most', 'MB', ''];

/** All of a run, for a person. */
export function toTable(results: readonly ScenarioResult[]): string {
  const table = new Table({ head: COLUMNS, style: { head: [], border: [], compact: true }, colAligns: ['left', 'left', ...COLUMNS.slice(2).map(() => 'right' as const)] });
  for (const result of results) {
    const { name, runtime, emitted, delivered, dropped, duplicated, unaccounted, holdMeanMs, holdMaxMs, peakRssMB, ok } = result;
    table.push([name, runtime.replace(/\D/g, ''), emitted, delivered, dropped, duplicated, unaccounted, holdMeanMs, holdMaxMs, peakRssMB, ok ? 'ok' : 'FAIL']);
  }
  return table.toString();
}
