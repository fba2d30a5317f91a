import { sumOf } from '../../../cli-src/figures/outcome';
import { OverTime } from '../../../cli-src/figures/over-time';

const NINE = Date.parse('2026-11-20T09:00:00Z');

test('invocations are counted in intervals by outcome, also where nothing happened between', () => {
  const overTime = new OverTime();
  overTime.add(NINE, 'success');
  overTime.add(NINE + 20, 'error');
  overTime.add(NINE + 320, 'success');
  const { width, intervals } = overTime.intervals(10);
  expect(width).toBe(100);
  expect(intervals.map(({ start, counts: { success, error } }) => [start - NINE, success, error])).toEqual([
    [0, 1, 1], [100, 0, 0], [200, 0, 0], [300, 1, 0],
  ]);
});

test('intervals are as wide as is needed to have few of them', () => {
  const overTime = new OverTime();
  for (let minute = 0; minute < 24 * 60; minute++) overTime.add(NINE + minute * 60_000, 'success');
  const { width, intervals } = overTime.intervals(60);
  expect(width).toBe(30 * 60_000);
  expect(intervals).toHaveLength(48);
  expect(intervals.map(({ counts }) => counts.success)).toEqual(intervals.map(() => 30));
});

test('of years of seconds few intervals are in memory, and none is lost', () => {
  const overTime = new OverTime();
  for (let day = 0; day < 4_000; day++) overTime.add(NINE + day * 86_400_000 + day * 1_000, day % 4 === 0 ? 'timeout' : 'success');
  expect((overTime as unknown as { readonly counts: Map<number, unknown> }).counts.size).toBeLessThanOrEqual(2_000);
  const { intervals } = overTime.intervals(60);
  expect(intervals.length).toBeLessThanOrEqual(60);
  expect(intervals.reduce((sum, { counts }) => sum + sumOf(counts), 0)).toBe(4_000);
  expect(intervals.reduce((sum, { counts }) => sum + counts.timeout, 0)).toBe(1_000);
});

test('times of any age need few intervals', () => {
  const overTime = new OverTime();
  overTime.add(Date.parse('0001-01-01T00:00:00Z'), 'success');
  overTime.add(Date.parse('9999-12-31T00:00:00Z'), 'success');
  const { intervals } = overTime.intervals(60);
  expect(intervals.length).toBeLessThanOrEqual(60);
  expect(intervals.reduce((sum, { counts }) => sum + sumOf(counts), 0)).toBe(2);
});
