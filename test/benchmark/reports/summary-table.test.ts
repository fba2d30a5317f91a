import { summaryOf, toMarkdown } from '../../../benchmark/reports/summary-table';
import type { BenchmarkResult } from '../../../benchmark/results/results';
import { aResult, aSubjectResult } from '../results/a-result';

const rowOf = (result: BenchmarkResult, figure: string) => summaryOf(result).rows.find(([name]) => name.startsWith(figure));

test('both hosts stand beside bare Node.js, the extension in Go and the naive one', () => {
  const result = aResult();
  expect(summaryOf(result).head).toEqual(['', 'no extension', 'bare Node.js', 'this, native', 'minimal Go', 'this, Node.js', 'naive Node.js']);
  expect(rowOf(result, 'start → registered')?.slice(1)).toEqual(['–', '30', '3', '9', '33', '120']);
  expect(rowOf(result, 'whole init')?.slice(1)).toEqual(['1,500', '1,950', '1,530', '1,545', '2,100', '4,500']);
  expect(rowOf(result, 'first flush over TLS')?.slice(1)).toEqual(['–', '–', '80', '–', '200', '–']);
  expect(rowOf(result, 'resident memory after the first flush')?.slice(1)).toEqual(['–', '45.0', '4.0', '8.0', '59.0', '90.0']);
  expect(rowOf(result, 'CPU time')?.slice(1)).toEqual(['–', '–', '8.0', '9.0', '6.5', '23.0']);
  expect(rowOf(result, 'PUT units')?.slice(1)).toEqual(['–', '–', '164', '120', '164', '10,011']);
});

test('without the native host only Node.js is compared', () => {
  const result = { ...aResult(), subjects: new Map([['nodejs22.x' as const, aSubjectResult()]]) };
  expect(summaryOf(result).head).toEqual(['', 'no extension', 'bare Node.js', 'this, Node.js', 'naive Node.js']);
});

test('memory after fewer events is not compared', () => {
  const fewer = aSubjectResult().memory.map((one) => one.contestant === 'naive' ? { ...one, underLoad: [{ events: 20_000, rssMB: 95, pssMB: 40 }] } : one);
  expect(rowOf(aResult({ memory: fewer }), 'resident memory after 100,000')?.slice(1)).toEqual(['–', '–', '6.0', '15.0', '71.0', '–']);
});

test('in Markdown each row has a cell for each column', () => {
  const lines = toMarkdown(summaryOf(aResult()));
  expect(new Set(lines.map((line) => line.split('|').length))).toEqual(new Set([9]));
  expect(lines[1]).toBe('|---|---|---|---|---|---|---|');
});
