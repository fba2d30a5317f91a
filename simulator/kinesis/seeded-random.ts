/** A source of numbers in [0, 1), as `Math.random` is one. */
export type Random = () => number;

const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 48_271;

/**
 * The same numbers for the same seed, on every machine: the faults of a failed run can be had again.
 * Park and Miller's minimal standard generator: even enough to fail a tenth of the records.
 */
export function seededRandom(seed: number): Random {
  // 1 … MODULUS - 1; products stay below 2^53. The seed is spread first, because neighbours would start alike
  let state = Math.abs(Math.trunc(seed) * 7_919) % (MODULUS - 1) + 1;
  const next = () => {
    state = state * MULTIPLIER % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  next();
  return next;
}
