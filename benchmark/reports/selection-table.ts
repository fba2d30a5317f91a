import { millis } from './patterns-table';
import { sideBySide } from './side-by-side';
import { median } from '../results/quartiles';
import type { BenchmarkResult, SelectionResult } from '../results/results';

export const SELECTION_HEAD = ['figure', 'without rules', 'with rules'];

/** What rules cost and save, as rows of a table. */
export function selectionRows({ maskingMicrosPerEvent, maskingMemoryMB, filtering, hostileEvents }: SelectionResult): string[][] {
  const times = hostileEvents.map(({ ms }) => ms);
  return [
    ['masks: CPU time per log line of 200 bytes, µs', maskingMicrosPerEvent.without.toFixed(1), maskingMicrosPerEvent.with.toFixed(1)],
    ['masks: resident memory under load, MB', maskingMemoryMB.without.toFixed(1), maskingMemoryMB.with.toFixed(1)],
    ['filter: KB in the stream', kilobytes(filtering.without.bytes), kilobytes(filtering.with.bytes)],
    ['filter: PUT units', filtering.without.putUnits.toLocaleString('en'), filtering.with.putUnits.toLocaleString('en')],
    ['all rules: a hostile event of 1 MB, median and longest, ms more', '', `${millis(median(times))}, ${millis(Math.max(...times))}`],
  ];
}

/** Returns the rows of all hosts side by side, in Markdown. */
export function selectionTable(result: BenchmarkResult): string[] {
  const ours = sideBySide(result).filter(({ contestant }) => contestant === 'ours');
  const rows = ours.map((entry) => selectionRows(entry.result.selection));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['', ...ours.flatMap(({ name }) => [`${name}, without`, 'with rules'])];
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows[0].map(([figure], index) => line([figure, ...rows.flatMap((of) => of[index].slice(1))]))];
}

function kilobytes(bytes: number): string {
  return Math.round(bytes / 1_024).toLocaleString('en');
}
