import { patternOf, TRAFFIC_PATTERNS } from '../../../benchmark/environment/traffic-pattern';

test('a burst is followed by its pause', () => {
  expect(patternOf('bursts of 6').intervalsMs(2)).toEqual([100, 100, 100, 100, 100, 4_000, 100, 100, 100, 100, 100, 4_000]);
  expect(patternOf('bursts of 20').intervalsMs(3).filter((ms) => ms === 20_000)).toHaveLength(3);
  expect(patternOf('bursts of 20').intervalsMs(3)).toHaveLength(60);
});

test('Poisson traffic has the given mean, and is the same in each run', () => {
  const intervals = patternOf('Poisson').intervalsMs(2_000);
  expect(intervals.reduce((sum, ms) => sum + ms, 0) / intervals.length).toBeCloseTo(200, -1);
  expect(patternOf('Poisson').intervalsMs(2_000)).toEqual(intervals);
});

test('a round of steady traffic is a second', () => {
  const { uncounted, intervalsMs } = patternOf('steady');
  expect(intervalsMs(2)).toHaveLength(uncounted + 150);
  expect(intervalsMs(2)[0]).toBeCloseTo(13.3, 1);
});

test.each(TRAFFIC_PATTERNS)('$name counts some of the invocations of a round', ({ intervalsMs, uncounted }) => {
  expect(intervalsMs(1).length).toBeGreaterThanOrEqual(uncounted);
});
