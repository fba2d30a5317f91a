import { NodejsScreen } from './screening/nodejs-screen';
import type { Patterns } from './screening/patterns';
import type { PatternNode } from '../../../src/settings/selection/pattern-node';
import type { CreateScreen } from '../screen';
import { planScreen } from '../screening/plan';

export const createScreen: CreateScreen = async (rules) => {
  const plan = planScreen(rules);
  const filters = await compile(plan.filters.map(({ pattern }) => pattern));
  return new NodejsScreen(plan, filters, await compile(plan.mask?.patterns ?? []));
};

const NO_PATTERNS: Patterns = { isAnyMatch: () => false, isMatch: () => false, findAll: () => undefined };

/** Loads the library for patterns only if there are any. */
async function compile(nodes: readonly PatternNode[]): Promise<Patterns> {
  return nodes.length === 0 ? NO_PATTERNS : (await import('./screening/patterns.js')).compilePatterns(nodes);
}
