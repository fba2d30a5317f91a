/**
 * A pattern, independent of the engine that will run it. Everything on which engines differ is already decided: classes are lists of code
 * points, and only ASCII letters have an upper and a lower case.
 */
export type PatternNode =
  | { readonly kind: 'literal'; readonly codePoint: number }
  | { readonly kind: 'class'; readonly ranges: CharacterRanges }
  | { readonly kind: 'assert'; readonly what: Assertion }
  /** `max` is undefined for any number. */
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number | undefined; readonly lazy: boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'alternatives'; readonly nodes: readonly PatternNode[] };

/** Code points from and to, inclusive; sorted, not adjacent, without surrogates. */
export type CharacterRanges = ReadonlyArray<readonly [from: number, to: number]>;

/** `end` is the very end of the text, also if the text ends in a line feed. Word boundaries know ASCII letters, digits and `_`. */
export type Assertion = 'start' | 'end' | 'line-start' | 'line-end' | 'word-boundary' | 'not-word-boundary';

/** How many literals and classes the pattern has when all its repeats are written out. Memory and time of both engines grow with it. */
export function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case 'literal': case 'class': return 1;
    case 'assert': return 0;
    case 'repeat': return sizeOf(node.node) * Math.max(node.max ?? node.min, 1);
    case 'sequence': case 'alternatives': return node.nodes.reduce((sum, each) => sum + sizeOf(each), 0);
  }
}

/** Whether the pattern can match no characters at all, at a place where the given assertions hold. */
export function matchesNothing(node: PatternNode, holds: (what: Assertion) => boolean = () => true): boolean {
  switch (node.kind) {
    case 'literal': case 'class': return false;
    case 'assert': return holds(node.what);
    case 'repeat': return node.min === 0 || matchesNothing(node.node, holds);
    case 'sequence': return node.nodes.every((each) => matchesNothing(each, holds));
    case 'alternatives': return node.nodes.some((each) => matchesNothing(each, holds));
  }
}
