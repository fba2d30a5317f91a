import * as fc from 'fast-check';
import { Distribution } from '../../../cli-src/figures/distribution';

function of(values: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return distribution;
}

/** By the definition: the nearest rank. */
function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1];
}

const SHARES = [0.5, 0.9, 0.99, 1];

test('the quantiles of up to 500 values are exact', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 900_000, noNaN: true }), { minLength: 1, maxLength: 500 }), (values) => {
    for (const share of SHARES) expect(of(values).quantile(share)).toBe(quantile(values, share));
  }));
});

test('the quantiles of more values differ by half a percent at most, and the largest is exact', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 900_000, noNaN: true }), { minLength: 501, maxLength: 3_000 }), (values) => {
    const distribution = of(values);
    for (const share of SHARES) expect(Math.abs(distribution.quantile(share) / quantile(values, share) - 1)).toBeLessThan(0.005_1);
    expect(distribution.max).toBe(Math.max(...values));
    expect(distribution.count).toBe(values.length);
  }), { numRuns: 30 });
});

test('zeros are values', () => {
  expect(of(Array.from({ length: 1_000 }, () => 0)).quantile(0.5)).toBe(0);
});

test('there is no quantile without values', () => {
  expect(new Distribution().quantile(0.5)).toBeNaN();
});
