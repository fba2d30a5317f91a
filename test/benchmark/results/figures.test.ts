import { aResult } from './a-result';
import { toJsonReport, toJsonText } from '../../../benchmark/reports/json-report';
import { putUnitsBound } from '../../../benchmark/results/figures';
import { mean, median, percentile, spread } from '../../../benchmark/results/quartiles';

describe('median', () => {
  test.each([[[3], 3], [[10, 2, 1], 2], [[1, 4, 10, 2], 3], [[], NaN]])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('spread', () => {
  test.each([
    [[7, 1, 5, 3], { lower: 2, median: 4, upper: 6, count: 4 }],
    [[9, 1, 5, 3, 7], { lower: 3, median: 5, upper: 7, count: 5 }],
    [[4], { lower: 4, median: 4, upper: 4, count: 1 }],
  ])('of %j contains the median and the quartiles', (values, expected) => {
    expect(spread(values)).toEqual(expected);
  });
});

describe('percentile', () => {
  test.each([[0.5, 5], [0.9, 9], [0.91, 10], [1, 10]])('%d of the numbers from 10 to 1 do not exceed %d', (share, expected) => {
    expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).toBe(expected);
  });

  test('of no values is NaN, as is their mean', () => {
    expect([percentile([], 0.5), mean([])]).toEqual([NaN, NaN]);
  });
});

test('the mean is the sum divided by the count', () => {
  expect(mean([1, 2, 6])).toBe(3);
});

test.each([[25_600, 1], [25_601, 2], [1, 1], [4_079_191, 160]])('%d bytes need at least %d PUT units', (bytes, units) => {
  expect(putUnitsBound(bytes)).toBe(units);
});

describe('the JSON report', () => {
  const report = toJsonReport(aResult());

  test('has the figures of Node.js 22 at the top level', () => {
    expect(report).toMatchObject({
      label: 'a test',
      register: { bareMs: 30, oursMs: 33, naiveMs: 120, ratio: 1.1 },
      ready: { bareMs: 35, oursMs: 38, naiveMs: 125, ratio: 1.086 },
      memoryMB: { bare: 45, afterFirstFlush: 59, after100k: 71, naive: 90, longRunGrowth: 0.8 },
      firstFlushTlsMs: 200,
      share128MB: { initMs: 2_100, initWithoutMs: 1_500, initRatio: 1.4, firstInvocationMs: 150, firstInvocationWithoutMs: 150 },
      hold: { sparseP50Ms: 40, bufferingMs: 26, roundTripP50Ms: 13, latencyMs: 12, frequentP50Ms: 0.2 },
      patterns: {
        'bursts of 6': { holdMs: 42, endOfInvocationHoldMs: 42, delayP90Ms: 60 },
        'steady': { holdMs: 0.6, endOfInvocationHoldMs: 39, delayP90Ms: 990 },
      },
      longestPostAnswerMs: { startUp: 20, load: 6, idleProcess: 1 },
      recovery: { invocationsUntilWhole: 1, copies: 1 },
      throttledBytesRatio: 1.2,
      cpuMicrosPerEvent: { 'naive': 23, 'text200': 6.5, 'json2k': 38.25, 'text200 ndjson gzip': 14.5 },
      cost: { events: 10_000, bytes: 4_096_000, putUnits: 164, bound: 160, ratio: 1.025, naivePutUnits: 10_011 },
      throughput: { eventsPerSecond: 64_000, mbPerSecond: 40 },
      size: { layerZipBytes: 3_900_000, bundleBytes: 400_000, nativeHosts: 2 },
    });
  });

  test('has the figures of the native host beside the extension in Go', () => {
    const { native } = report.runtimes;
    expect(native).toMatchObject({
      register: { bareMs: 30, oursMs: 3, goMs: 9, ratio: 0.1 },
      memoryMB: { bare: 45, afterFirstFlush: 4, after100k: 6, go: 8, go100k: 15 },
      cpuMicrosPerEvent: { go: 9, text200: 8 },
      cost: { goPutUnits: 120 },
    });
    expect([native.register.naiveMs, native.memoryMB.naive, native.cost.naivePutUnits]).toEqual([undefined, undefined, undefined]);
  });

  test('has the figures of the only host at the top level', () => {
    const result = aResult();
    expect(toJsonReport({ ...result, subjects: new Map([['native', result.subjects.get('native')!]]) })).toMatchObject({ register: { goMs: 9 } });
  });

  test('says why the extension in Go was left out', () => {
    expect(toJsonReport({ ...aResult(), withoutGo: 'there is no Go toolchain' }).withoutGo).toBe('there is no Go toolchain');
  });

  test('has the figures and the results of each host', () => {
    expect(Object.keys(report.runtimes)).toEqual(['native', 'nodejs22.x', 'nodejs24.x']);
    expect(report.runtimes['nodejs24.x']).toMatchObject({ register: report.register, details: { leastHolds: { 12: { roundTripMs: { median: 13 } } } } });
  });

  test('is one line of JSON, in which figures that were not measured are null', () => {
    const text = toJsonText(report);
    expect(text).not.toContain('\n');
    const none = (JSON.parse(text) as typeof report).runtimes['nodejs22.x'].details.startUps.find(({ starter }) => starter === 'none');
    expect(none?.figures).toMatchObject({ registerMs: { median: null }, initMs: { median: 100 } });
  });

  test('fails if a result is missing', () => {
    expect(() => toJsonReport(aResult({ memory: [] }))).toThrow('Not measured: memory of bare');
  });
});
