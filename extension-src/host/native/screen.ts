import { patternNumbers } from './pattern-numbers';
import type { CreateScreen } from '../screen';
import { planScreen } from '../screening/plan';

const NOTHING: readonly number[] = [];

export const createScreen: CreateScreen = (rules) => Promise.resolve().then(() => {
  const plan = planScreen(rules);
  const { filters, mask, filterNames, maskNames } = plan;
  const examine = engine.createScreen({
    ...plan,
    filters: filters.map((rule) => ({ ...rule, pattern: patternNumbers(rule.pattern) })),
    mask: mask && { ...mask, patterns: mask.patterns.map(patternNumbers) },
  });
  return {
    filterNames,
    maskNames,
    examine(body, positions, first, count, type) {
      const left = examine(body, positions, first, count, type);
      return {
        body: left.body === undefined ? body : Buffer.from(left.body.buffer as ArrayBuffer),
        positions: left.positions ?? positions,
        first: left.positions === undefined ? first : 0,
        count: left.count,
        levels: rules.levels ? left.levels ?? new Uint8Array(0) : undefined,
        omitted: left.omitted ?? NOTHING,
        masked: left.masked ?? NOTHING,
      };
    },
  };
});
