import { aNativeResult, aSubjectResult } from './a-result';
import { cloudWatchDollars, dollarsOf } from '../../../benchmark/results/dollars';
import { PRICES } from '../../../benchmark/results/prices';

const rows = dollarsOf(aSubjectResult());
const row = (contestant: string, memorySizeMB: number, shape: string) => {
  const found = rows.find((one) => one.contestant === contestant && one.memorySizeMB === memorySizeMB && one.shape === shape);
  if (!found) throw new Error('no such row');
  return found;
};

test('Lambda bills memory times hold, and the additional time of cold starts, which are 1 % of the invocations', () => {
  // 40 ms of hold, and 1 % of (140 - 100) × 4 ms, of half a gigabyte.
  expect(row('ours', 512, 'sparse').lambda).toBeCloseTo(1e6 * (0.040 + 0.01 * 0.160) * 0.5 * PRICES.lambdaGBSecond.dollars, 6);
});

test('the smallest function starts with the smallest CPU share', () => {
  expect(row('naive', 128, 'frequent').lambda).toBeCloseTo(1e6 * (0.0001 + 0.01 * 200 * 15 / 1_000) / 8 * PRICES.lambdaGBSecond.dollars, 6);
});

test('a million invocations with one PUT unit each cost a million PUT units', () => {
  expect(row('ours', 128, 'sparse').putUnits).toBeCloseTo(0.014, 6);
  expect(row('naive', 128, 'sparse').putUnits).toBeCloseTo(13 * 0.014, 6);
});

test('an on-demand stream rounds each record up to the next kilobyte', () => {
  expect(row('ours', 128, 'sparse').onDemand).toBeCloseTo(1e6 * 7 / 1_048_576 * 0.08, 6);
});

test('the bare extension writes nothing', () => {
  expect(row('bare', 1_024, 'frequent')).toMatchObject({ putUnits: 0, onDemand: 0 });
});

test('CloudWatch Logs bills 26 bytes for each event in addition to its message', () => {
  expect(cloudWatchDollars()).toBeCloseTo(1e6 * (10 * (200 + 68 + 26) + 350 + 3 * 26) / 1024 ** 3 * 0.5, 6);
});

test('the extensions of a host are those that were measured there', () => {
  expect(new Set(dollarsOf(aNativeResult()).map(({ contestant }) => contestant))).toEqual(new Set(['bare', 'go', 'ours']));
});

test('every price names its unit and its page', () => {
  for (const { dollars, per, page } of Object.values(PRICES)) {
    expect(dollars).toBeGreaterThan(0);
    expect(per).toMatch(/\S/);
    expect(page).toMatch(/^https:\/\/aws\.amazon\.com\//);
  }
});
