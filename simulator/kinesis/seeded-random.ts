/** Returns a random number in [0, 1), like `Math.random`. */
export type Random = () => number;

const MODULUS = 2 ** 31 - 1;
const MULTIPLIER = 48_271;

/**
 * Returns a generator with the same numbers for the same seed on every machine, so that the faults of a failed run can be repeated.
 * It is Park and Miller's minimal standard generator, which is good enough to select a tenth of the records.
 */
export function seededRandom(seed: number): Random {
  // 1 … MODULUS - 1; products stay below 2^53. The seed is multiplied, because similar seeds would begin with similar numbers
  let state = Math.abs(Math.trunc(seed) * 7_919) % (MODULUS - 1) + 1;
  const next = () => {
    state = state * MULTIPLIER % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  next();
  return next;
}
