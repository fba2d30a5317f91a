import Table from 'cli-table3';
import type { ScenarioResult } from './run-scenario';

/** Returns a result as one line of JSON. */
export function toJsonLine({ figures, log, ...result }: ScenarioResult): string {
  return JSON.stringify({ ...result, ...figures, ...log.length > 0 ? { log } : {} });
}

/** Returns the outcome of a scenario, with its problems and the log of the extension. */
export function toProgressLine({ name, host, ok, seconds, problems, log }: ScenarioResult): string {
  const lines = [`${ok ? 'ok  ' : 'FAIL'} ${name} (${host}, ${seconds} s)`, ...problems.map((problem) => `     ${problem}`), ...log.map((line) => `     | ${line}`)];
  return lines.join('\n');
}

const COLUMNS = ['scenario', 'host', 'emitted', 'delivered', 'dropped', 'omitted', 'duplicated', 'unaccounted', 'mean hold, ms', 'max hold, ms', 'peak MB', ''];

/** Returns the results as a table. */
export function toTable(results: readonly ScenarioResult[]): string {
  const table = new Table({ head: COLUMNS, style: { head: [], border: [], compact: true }, colAligns: ['left', 'left', ...COLUMNS.slice(2).map(() => 'right' as const)] });
  for (const result of results) {
    const { name, host, emitted, delivered, dropped, omitted, duplicated, unaccounted, holdMeanMs, holdMaxMs, peakRssMB, ok } = result;
    table.push([name, host, emitted, delivered, dropped, omitted, duplicated, unaccounted, holdMeanMs, holdMaxMs, peakRssMB, ok ? 'ok' : 'FAIL']);
  }
  return table.toString();
}
