import type { Assertion, PatternNode } from '../../../src/settings/selection/pattern-node';

const ASSERTIONS: readonly Assertion[] = ['start', 'end', 'line-start', 'line-end', 'word-boundary', 'not-word-boundary'];

/** The pattern as numbers, in the order of a walk from the top: extension-host/screen/src/patterns.rs reads them. */
export function patternNumbers(node: PatternNode): number[] {
  switch (node.kind) {
    case 'literal': return [0, node.codePoint];
    case 'class': return [1, node.ranges.length, ...node.ranges.flat()];
    case 'assert': return [2, ASSERTIONS.indexOf(node.what)];
    // 0 stands for no maximum.
    case 'repeat': return [3, node.min, node.max === undefined ? 0 : node.max + 1, Number(node.lazy), ...patternNumbers(node.node)];
    case 'sequence': return [4, node.nodes.length, ...node.nodes.flatMap(patternNumbers)];
    case 'alternatives': return [5, node.nodes.length, ...node.nodes.flatMap(patternNumbers)];
  }
}
