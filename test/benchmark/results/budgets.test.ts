import { aNativeResult, aResult, aSubjectResult } from './a-result';
import { toJsonReport } from '../../../benchmark/reports/json-report';
import { checkBudgets } from '../../../benchmark/results/budgets';
import type { Figures } from '../../../benchmark/results/figures';
import { figuresOf } from '../../../benchmark/results/figures';

const { size } = aResult();
const nodejs = figuresOf(aSubjectResult(), size);
const native = figuresOf(aNativeResult(), size);
const { hang } = aSubjectResult();
const context = { hang, reference: nodejs };

const missedBy = (subject: 'native' | 'nodejs22.x', figures: Figures, its = context) =>
  checkBudgets(subject, figures, its).filter(({ ok }) => !ok).map(({ name }) => name);

test.each([['nodejs22.x', nodejs, 23], ['native', native, 26]] as const)('good figures meet every budget of %s', (subject, figures, count) => {
  expect(checkBudgets(subject, figures, context)).toHaveLength(count);
  expect(missedBy(subject, figures)).toEqual([]);
});

/** Changes of the figures of a host, which are the same for both unless the budgets differ. */
const alike = (figures: Figures): [string, Partial<Figures>][] => [
  ['hold, frequent, p50, ms', { hold: { ...figures.hold, frequentP50Ms: 1.1 } }],
  ['delay of an event, bursts of 6, p90, ms', { patterns: { 'bursts of 6': { ...figures.patterns['bursts of 6']!, delayP90Ms: 301 } } }],
  ['delay of an event, steady, p90, ms', { patterns: { steady: { ...figures.patterns.steady!, delayP90Ms: 1_201 } } }],
  ['hold, bursts of 6, mean, ms', { patterns: { 'bursts of 6': { ...figures.patterns['bursts of 6']!, holdMs: 42 * 1.26 } } }],
  ['hold, steady, mean, ms', { patterns: { steady: { ...figures.patterns.steady!, holdMs: 1.1 } } }],
  ['invocations until the stream is whole after a fault', { recovery: { ...figures.recovery, invocationsUntilWhole: 4 } }],
  ['copies of an event after a fault', { recovery: { ...figures.recovery, copies: 3 } }],
  ['bytes sent to a throttled shard, × accepted', { throttledBytesRatio: 1.31 }],
  ['PUT units of 10,000 events of 200 bytes, × bound', { cost: { ...figures.cost, ratio: 1.151 } }],
  ['PUT units with a filter that leaves out nine of ten events, × without', { selection: { ...figures.selection, filteredPutUnitsRatio: 0.151 } }],
  ['layer.zip, bytes', { size: { ...size, layerZipBytes: 4 * 2 ** 20 + 1 } }],
];

test.each<[string, Partial<Figures>]>([
  ...alike(nodejs),
  ['exec → register, × bare', { register: { ...nodejs.register, ratio: 1.16 } }],
  ['exec → first next, × bare', { ready: { ...nodejs.ready, ratio: 1.31 } }],
  ['memory after the first flush, MB', { memoryMB: { ...nodejs.memoryMB, afterFirstFlush: 45 + 16.1 } }],
  ['memory after 100,000 events, MB', { memoryMB: { ...nodejs.memoryMB, after100k: 45 + 30.1 } }],
  ['growth of memory from 100,000 to 1,000,000 events, MB', { memoryMB: { ...nodejs.memoryMB, longRunGrowth: 12.1 } }],
  ['hold, sparse, p50, ms', { hold: { ...nodejs.hold, sparseP50Ms: 26 + 13 + 3.1 } }],
  ['first flush over TLS, 128 MB, ms', { firstFlushTlsMs: 251 }],
  ['whole init, 128 MB, × without an extension', { share128MB: { ...nodejs.share128MB, initRatio: 1.51 } }],
  ['longest answer to a POST of telemetry, ms', { longestPostAnswerMs: { startUp: 25.1, load: 6, idleProcess: 1 } }],
  ['longest answer to a POST of telemetry, ms', { longestPostAnswerMs: { startUp: 20, load: 25.1, idleProcess: 1 } }],
  ['CPU time of a 200-byte event, µs', { cpuMicrosPerEvent: { text200: 8.1 } }],
  ['bundle, bytes', { size: { ...size, bundleBytes: 500 * 1_024 + 1 } }],
])('with Node.js, a higher figure misses the budget "%s", and only this one', (name, changes) => {
  expect(missedBy('nodejs22.x', { ...nodejs, ...changes })).toEqual([name]);
});

test.each<[string, Partial<Figures>]>([
  ...alike(native),
  ['all masks and three patterns: CPU time of a 200-byte event, µs more', { selection: { ...native.selection, maskingMicrosPerEvent: 2.1 } }],
  ['all masks and three patterns: memory, MB more', { selection: { ...native.selection, maskingMemoryMB: 2.1 } }],
  ['an event of a megabyte that is made to take long, ms', { selection: { ...native.selection, longestHostileMs: 20.1 } }],
  ['exec → register, × bare', { register: { ...native.register, ratio: 0.21 } }],
  ['exec → first next, × bare', { ready: { ...native.ready, ratio: 0.26 } }],
  ['memory after the first flush, MB', { memoryMB: { ...native.memoryMB, afterFirstFlush: 5.1 } }],
  ['memory after 100,000 events, MB', { memoryMB: { ...native.memoryMB, after100k: 8.1 } }],
  ['growth of memory from 100,000 to 1,000,000 events, MB', { memoryMB: { ...native.memoryMB, longRunGrowth: 1.1 } }],
  ['hold, sparse, p50, ms', { hold: { ...native.hold, sparseP50Ms: 26 + 13 + 1.1 } }],
  ['first flush over TLS, 128 MB, ms', { firstFlushTlsMs: 101 }],
  ['whole init, 128 MB, × without an extension', { share128MB: { ...native.share128MB, initRatio: 1.06 } }],
  // 1.15 × 150 ms, 26 ms of buffering and 1 ms of a round trip without latency.
  ['first invocation, 128 MB, ms', { share128MB: { ...native.share128MB, firstInvocationMs: 199.6 } }],
  ['longest answer to a POST of telemetry, ms', { longestPostAnswerMs: { startUp: 5.1, load: 3, idleProcess: 1 } }],
  ['CPU time of a 200-byte event, × Node.js 22', { cpuMicrosPerEvent: { text200: 1.31 * 6.5 } }],
])('with the native host, a higher figure misses the budget "%s", and only this one', (name, changes) => {
  expect(missedBy('native', { ...native, ...changes })).toEqual([name]);
});

test('the mean hold while Kinesis hangs must be at most a tenth of the flush timeout', () => {
  const missed = checkBudgets('nodejs22.x', nodejs, { ...context, hang: { ...hang, meanHoldMs: 100.1 } }).filter(({ ok }) => !ok);
  expect(missed).toMatchObject([{ name: 'hold while Kinesis hangs, mean, ms', budget: 100, measured: 100.1 }]);
});

test.each([[0, 250 * 1_024], [1, 2_225_152], [2, 4 * 2 ** 20]])('with %d native hosts the layer has at most %d bytes', (nativeHosts, most) => {
  const withLayer = (layerZipBytes: number) => missedBy('native', { ...native, size: { ...size, nativeHosts, layerZipBytes } });
  expect([withLayer(most), withLayer(most + 1)]).toEqual([[], ['layer.zip, bytes']]);
});

test('a figure that was not measured misses its budget', () => {
  expect(missedBy('nodejs22.x', { ...nodejs, cpuMicrosPerEvent: { text200: NaN } })).toEqual(['CPU time of a 200-byte event, µs']);
  expect(missedBy('native', { ...native, firstFlushTlsMs: NaN })).toEqual(['first flush over TLS, 128 MB, ms']);
});

test('the short form has no long run, and the CPU time of the native host alone has nothing to be compared with', () => {
  const { longRunGrowth, ...memoryMB } = native.memoryMB;
  const names = checkBudgets('native', { ...native, memoryMB }, { hang }).map(({ name }) => name);
  expect(names.filter((name) => /growth|CPU time of a 200-byte event, ×/.test(name))).toEqual([]);
  expect(longRunGrowth).toBe(0.8);
});

test('the report contains the budgets of each host', () => {
  const { budgets } = toJsonReport(aResult());
  expect(new Set(budgets.map(({ runtime }) => runtime))).toEqual(new Set(['native', 'nodejs22.x', 'nodejs24.x']));
  expect(budgets.filter(({ ok }) => !ok)).toEqual([]);
});
