import { aResult, aSubjectResult } from './a-result';
import { toJsonReport } from '../../../benchmark/reports/json-report';
import { checkBudgets } from '../../../benchmark/results/budgets';
import { figuresOf } from '../../../benchmark/results/figures';

const { size } = aResult();
const figures = figuresOf(aSubjectResult(), size);
const { hang } = aSubjectResult();

test('good figures meet every budget', () => {
  const budgets = checkBudgets('nodejs22.x', figures, hang);
  expect(budgets).toHaveLength(19);
  expect(budgets.filter(({ ok }) => !ok)).toEqual([]);
});

test.each<[string, Partial<typeof figures>]>([
  ['exec → register, × bare', { register: { ...figures.register, ratio: 1.16 } }],
  ['exec → first next, × bare', { ready: { ...figures.ready, ratio: 1.31 } }],
  ['memory after the first flush, MB', { memoryMB: { ...figures.memoryMB, afterFirstFlush: 45 + 22.1 } }],
  ['memory after 100,000 events, MB', { memoryMB: { ...figures.memoryMB, after100k: 45 + 32.1 } }],
  ['hold, sparse, p50, ms', { hold: { ...figures.hold, sparseP50Ms: 26 + 13 + 3.1 } }],
  ['hold, frequent, p50, ms', { hold: { ...figures.hold, frequentP50Ms: 1.1 } }],
  ['delay of an event, bursts of 6, p90, ms', { patterns: { 'bursts of 6': { ...figures.patterns['bursts of 6']!, delayP90Ms: 301 } } }],
  ['delay of an event, steady, p90, ms', { patterns: { steady: { ...figures.patterns.steady!, delayP90Ms: 1_201 } } }],
  ['hold, bursts of 6, mean, ms', { patterns: { 'bursts of 6': { ...figures.patterns['bursts of 6']!, holdMs: 42 * 1.26 } } }],
  ['hold, steady, mean, ms', { patterns: { steady: { ...figures.patterns.steady!, holdMs: 1.1 } } }],
  ['invocations until the stream is whole after a fault', { recovery: { ...figures.recovery, invocationsUntilWhole: 4 } }],
  ['copies of an event after a fault', { recovery: { ...figures.recovery, copies: 3 } }],
  ['bytes sent to a throttled shard, × accepted', { throttledBytesRatio: 1.31 }],
  ['longest answer to a POST of telemetry, ms', { longestPostAnswerMs: { startUp: 25.1, load: 6 } }],
  ['longest answer to a POST of telemetry, ms', { longestPostAnswerMs: { startUp: 20, load: 25.1 } }],
  ['PUT units of 10,000 events of 200 bytes, × bound', { cost: { ...figures.cost, ratio: 1.151 } }],
  ['CPU time of a 200-byte event, µs', { cpuMicrosPerEvent: { text200: 8.1 } }],
  ['layer.zip, bytes', { size: { ...size, layerZipBytes: 200 * 1_024 + 1 } }],
  ['bundle, bytes', { size: { ...size, bundleBytes: 500 * 1_024 + 1 } }],
])('a higher figure misses the budget "%s", and only this one', (name, changes) => {
  expect(checkBudgets('nodejs22.x', { ...figures, ...changes }, hang).filter(({ ok }) => !ok).map((budget) => budget.name)).toEqual([name]);
});

test('the mean hold while Kinesis hangs must be at most a tenth of the flush timeout', () => {
  const missed = checkBudgets('nodejs22.x', figures, { ...hang, meanHoldMs: 100.1 }).filter(({ ok }) => !ok);
  expect(missed).toMatchObject([{ name: 'hold while Kinesis hangs, mean, ms', budget: 100, measured: 100.1 }]);
});

test('a figure that was not measured misses its budget', () => {
  const budgets = checkBudgets('nodejs22.x', { ...figures, cpuMicrosPerEvent: { text200: NaN } }, hang);
  expect(budgets.find(({ name }) => name.startsWith('CPU time'))?.ok).toBe(false);
});

test('the report contains the budgets of each runtime', () => {
  const { budgets } = toJsonReport(aResult());
  expect(new Set(budgets.map(({ runtime }) => runtime))).toEqual(new Set(['nodejs22.x', 'nodejs24.x']));
});
