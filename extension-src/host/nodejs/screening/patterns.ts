import { RE2JS } from 're2js';
import { ByteSearch } from './byte-search';
import { necessaryBytes } from './necessary-bytes';
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
  const patterns = nodes.map(compile);
  const searched = nodes.filter((_, index) => patterns[index].engine);
  const any = searched.length > 1 ? RE2JS.compile(patternText({ kind: 'alternatives', nodes: searched })) : undefined;
  return {
    isAnyMatch(text) {
      const possible = patterns.filter((pattern) => mayMatch(pattern, text));
      if (possible.some(({ engine }) => !engine)) return true;
      // Without the positions of a match, a lazy DFA answers.
      return possible.length > 1 && any ? any.test(text) : possible.some(({ engine }) => engine?.test(text));
    },
    isMatch: (pattern, text) => matches(patterns[pattern], text),
    findAll(index, text, found) {
      const pattern = patterns[index];
      const { bytes, engine } = pattern;
      if (bytes && !engine) {
        for (let at = bytes.next(text, 0, text.length); at >= 0; at = bytes.next(text, at + bytes.length, text.length)) found(at, at + bytes.length);
      } else if (engine && matches(pattern, text)) {
        const matcher = engine.matcher(text);
        while (matcher.find()) if (matcher.end() > matcher.start()) found(matcher.start(), matcher.end());
      }
    },
  };
}

interface Pattern {
  /** Finds what each match contains, which takes much less time than a match. Undefined if nothing is worth it. */
  readonly bytes: ByteSearch | undefined;
  /** Undefined if what `bytes` finds are the matches. */
  readonly engine: RE2JS | undefined;
}

function compile(node: PatternNode): Pattern {
  const { sets, isExact } = necessaryBytes(node);
  return { bytes: sets.length > 0 ? new ByteSearch(sets) : undefined, engine: isExact ? undefined : RE2JS.compile(patternText(node)) };
}

function mayMatch({ bytes }: Pattern, text: Buffer): boolean {
  return !bytes || bytes.next(text, 0, text.length) >= 0;
}

function matches(pattern: Pattern, text: Buffer): boolean {
  return mayMatch(pattern, text) && (!pattern.engine || pattern.engine.test(text));
}
