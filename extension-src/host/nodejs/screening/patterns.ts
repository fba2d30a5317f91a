import { RE2JS } from 're2js';
import { patternText } from './pattern-text';
import type { PatternNode } from '../../../../src/settings/selection/pattern-node';

/** Patterns, as finite automata: the time of a search is in proportion to the text, whatever the pattern and the text are. */
export interface Patterns {
  /** Whether any pattern matches somewhere in the text. */
  isAnyMatch(text: Buffer): boolean;
  /** Whether this pattern matches somewhere in the text. */
  isMatch(pattern: number, text: Buffer): boolean;
  /** Calls `found` for each match. An empty one is none. */
  findAll(pattern: number, text: Buffer, found: (start: number, end: number) => void): void;
}

/** @throws Error if a pattern cannot be compiled */
export function compilePatterns(nodes: readonly PatternNode[]): Patterns {
  const compiled = nodes.map((node) => RE2JS.compile(patternText(node)));
  // Of several patterns, none matches in most texts.
  const any = nodes.length === 1 ? compiled[0] : RE2JS.compile(patternText({ kind: 'alternatives', nodes }));
  return {
    // Without the positions of a match, a lazy DFA answers.
    isAnyMatch: (text) => any.test(text),
    isMatch: (pattern, text) => compiled[pattern].test(text),
    findAll(pattern, text, found) {
      if (!compiled[pattern].test(text)) return;
      const matcher = compiled[pattern].matcher(text);
      while (matcher.find()) if (matcher.end() > matcher.start()) found(matcher.start(), matcher.end());
    },
  };
}
