import { holdFigures } from '../../faults/hold-figures';
import { toJsonLine, toProgressLine, toTable } from '../../faults/report';
import type { ScenarioResult } from '../../faults/run-scenario';

const RESULT: ScenarioResult = {
  name: 'hang', host: 'nodejs22.x', emitted: 3, delivered: 2, dropped: 1, omitted: 0, duplicated: 0, unaccounted: 0, invocations: 1,
  holdMeanMs: 1, holdMaxMs: 2, holdLaterMs: 0, flushTimeoutMs: 1_000, peakRssMB: 70, seconds: 1, seed: 5, ok: false,
  figures: { rssEndMB: 71 }, problems: ['2 events are missing'], log: ['no Kinesis'],
};

test('computes the mean and the maximum hold, and the median from the second invocation on', () => {
  expect(holdFigures([1_000, 1, 3, 2])).toEqual({ meanMs: 251.5, maxMs: 1_000, laterMs: 2 });
  expect(holdFigures([])).toEqual({ meanMs: 0, maxMs: 0, laterMs: 0 });
});

test('prints a result as one line of JSON', () => {
  const line = toJsonLine(RESULT);
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({ name: 'hang', unaccounted: 0, holdMeanMs: 1, peakRssMB: 70, ok: false, rssEndMB: 71 });
});

test('prints the problems of a result and the log of the extension', () => {
  expect(toProgressLine(RESULT)).toBe('FAIL hang (nodejs22.x, 1 s)\n     2 events are missing\n     | no Kinesis');
});

test('prints the results as a table', () => {
  expect(toTable([RESULT])).toMatch(/hang .*FAIL/);
});
