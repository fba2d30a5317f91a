import { ANY, ANY_BUT_LINE_FEED, inBothCases, opposite, PERL_CLASSES, union } from './character-ranges';
import { Assertion, CharacterRanges, PatternNode, sizeOf } from './pattern-node';

/** Bounds under which both engines compile a pattern in little memory. */
export const PATTERN_LIMITS = { length: 1_000, repeat: 1_000, size: 1_000, depth: 30 };

/** Says what in a pattern is not allowed, and where. */
export class PatternError extends Error {
  public constructor(problem: string, at?: number) {
    super(at === undefined ? problem : `${problem}, at character ${at + 1}`);
    this.name = 'PatternError';
  }
}

const CONTROL_ESCAPES: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };

/** What other dialects know, and neither engine can do in linear time, or not both in the same way. */
const FOREIGN_GROUPS: ReadonlyArray<readonly [start: string, name: string]> = [
  ['?=', 'look-ahead (?=…)'], ['?!', 'look-ahead (?!…)'], ['?<=', 'look-behind (?<=…)'], ['?<!', 'look-behind (?<!…)'],
  ['?>', 'atomic group (?>…)'], ['?#', 'comment (?#…)'], ['?P=', 'backreference (?P=…)'], ['?P>', 'recursion (?P>…)'], ['?(', 'condition (?(…)…)'],
  ['?R', 'recursion (?R)'], ['?|', 'branch reset (?|…)'], ['*', 'verb (*…)'],
];

const FOREIGN_ESCAPES: Readonly<Record<string, string>> = {
  u: 'the escape \\u: write \\x{…}', U: 'the escape \\U: write \\x{…}', p: 'the Unicode class \\p', P: 'the Unicode class \\P', k: 'the backreference \\k',
  g: 'the backreference \\g', Z: 'the escape \\Z: write \\z', G: 'the assertion \\G', K: 'the escape \\K', R: 'the escape \\R: write \\r?\\n',
  X: 'the escape \\X', Q: 'the quotation \\Q', E: 'the quotation \\E', c: 'the control escape \\c: write \\x…', 0: 'the octal escape \\0: write \\x00',
};

/**
 * Parses a pattern of RE2's syntax: literals, `.`, classes, groups, alternatives, `^ $ \b \B \A \z`, repeats (also lazy), and the flags
 * `(?i)`, `(?s)`, `(?m)` at the start. `\d`, `\w`, `\s`, `\b` and `(?i)` know ASCII only.
 *
 * Patterns may come from anybody who can set a function's variables. So this accepts only what both engines match in linear time, and what has
 * the same meaning in both.
 *
 * @throws PatternError that names what is not allowed
 */
export function parsePattern(text: string): PatternNode {
  if (text.length > PATTERN_LIMITS.length) throw new PatternError(`the pattern has ${text.length} characters, but at most ${PATTERN_LIMITS.length} are allowed`);
  const node = new PatternParser(text).parse();
  const size = sizeOf(node);
  if (size > PATTERN_LIMITS.size) {
    throw new PatternError(`the pattern has ${size} characters and classes when its repeats are written out, but at most ${PATTERN_LIMITS.size} are allowed`);
  }
  return node;
}

class PatternParser {
  private at = 0;
  private readonly ignoresCase: boolean;
  private readonly dotMatchesAll: boolean;
  private readonly isMultiline: boolean;

  public constructor(private readonly text: string) {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(text);
    const unknown = flags?.[1].replace(/[ism]/g, '');
    if (unknown) throw new PatternError(`the flag (?${unknown[0]}) is not allowed: only i, s and m are`);
    this.at = flags?.[0].length ?? 0;
    this.ignoresCase = flags?.[1].includes('i') ?? false;
    this.dotMatchesAll = flags?.[1].includes('s') ?? false;
    this.isMultiline = flags?.[1].includes('m') ?? false;
  }

  public parse(): PatternNode {
    const node = this.alternatives(0);
    if (this.at < this.text.length) throw this.error('a ) without its (: write \\)');
    return node;
  }

  private alternatives(depth: number): PatternNode {
    if (depth > PATTERN_LIMITS.depth) throw this.error(`groups are nested more than ${PATTERN_LIMITS.depth} deep`);
    const nodes = [this.sequence(depth)];
    while (this.skip('|')) nodes.push(this.sequence(depth));
    return nodes.length === 1 ? nodes[0] : { kind: 'alternatives', nodes };
  }

  private sequence(depth: number): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.at < this.text.length && !this.looksAt('|') && !this.looksAt(')')) nodes.push(this.repeated(depth));
    return nodes.length === 1 ? nodes[0] : { kind: 'sequence', nodes };
  }

  private repeated(depth: number): PatternNode {
    const node = this.atom(depth);
    const bounds = this.bounds();
    if (!bounds) return node;
    if (node.kind === 'assert') throw this.error('a repeat of a place such as ^, $ or \\b has no meaning');
    const lazy = this.skip('?');
    if (this.looksAt('+')) throw this.error('a possessive repeat, such as a++ or a*+, is not allowed');
    if (this.looksAt('*') || this.looksAt('?') || this.looksAt('{')) throw this.error('a repeat of a repeat is not allowed: put a group around the first one');
    return { kind: 'repeat', node, ...bounds, lazy };
  }

  private bounds(): { min: number; max: number | undefined } | undefined {
    if (this.skip('*')) return { min: 0, max: undefined };
    if (this.skip('+')) return { min: 1, max: undefined };
    if (this.skip('?')) return { min: 0, max: 1 };
    if (!this.looksAt('{')) return undefined;
    const found = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.text.slice(this.at));
    if (!found) throw this.error('a { that begins no repeat, such as {3}, {3,} or {3,5}: write \\{');
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? undefined : Number(found[3]);
    if (Math.max(min, max ?? 0) > PATTERN_LIMITS.repeat) throw this.error(`the repeat ${found[0]} is more than ${PATTERN_LIMITS.repeat}`);
    if (max !== undefined && max < min) throw this.error(`the repeat ${found[0]} ends before it begins`);
    if (max === 0) throw this.error(`the repeat ${found[0]} matches nothing`);
    this.at += found[0].length;
    return { min, max };
  }

  private atom(depth: number): PatternNode {
    if (this.looksAt('(')) return this.group(depth);
    if (this.looksAt('[')) return this.characterClass();
    if (this.looksAt('\\')) return this.escape();
    if (this.skip('.')) return { kind: 'class', ranges: this.dotMatchesAll ? ANY : ANY_BUT_LINE_FEED };
    if (this.skip('^')) return assertion(this.isMultiline ? 'line-start' : 'start');
    if (this.skip('$')) return assertion(this.isMultiline ? 'line-end' : 'end');
    for (const repeat of ['*', '+', '?', '{']) {
      if (this.looksAt(repeat)) throw this.error(`${repeat} has nothing to repeat: write \\${repeat}`);
    }
    return this.literal(this.codePoint());
  }

  private group(depth: number): PatternNode {
    const rest = this.text.slice(this.at + 1);
    for (const [start, name] of FOREIGN_GROUPS) {
      if (rest.startsWith(start)) throw this.error(`a ${name} is not allowed`);
    }
    const opened = /^\((\?:|\?P?<[A-Za-z_][A-Za-z0-9_]*>|(?!\?))/.exec(this.text.slice(this.at));
    if (!opened && /^\?[a-zA-Z-]/.test(rest)) throw this.error('flags such as (?i) are only allowed at the very start of the pattern');
    if (!opened) throw this.error('a group of an unknown kind: (…), (?:…) and (?<name>…) are allowed');
    const start = this.at;
    this.at += opened[0].length;
    const node = this.alternatives(depth + 1);
    if (!this.skip(')')) throw new PatternError('a ( without its ): write \\(', start);
    return node;
  }

  private escape(): PatternNode {
    const next = this.text[this.at + 1];
    const places: Readonly<Record<string, Assertion>> = { b: 'word-boundary', B: 'not-word-boundary', A: 'start', z: 'end' };
    if (next !== undefined && Object.hasOwn(places, next)) {
      this.at += 2;
      return assertion(places[next]);
    }
    const ranges = this.perlClass();
    return ranges ? { kind: 'class', ranges } : this.literal(this.escapedCodePoint());
  }

  private characterClass(): PatternNode {
    const start = this.at;
    this.at += 1;
    const isNegated = this.skip('^');
    const ranges: Array<readonly [number, number]> = [];
    const first = this.at;
    while (!this.looksAt(']')) {
      if (this.at >= this.text.length) throw new PatternError('a [ without its ]: write \\[', start);
      ranges.push(...this.classPart(this.at === first));
    }
    if (ranges.length === 0) throw this.error('an empty class: to match a ], write \\]');
    this.at += 1;
    const both = this.ignoresCase ? inBothCases(ranges) : union(ranges);
    const all = isNegated ? opposite(both) : both;
    if (all.length === 0) throw new PatternError('a class that matches no character', start);
    return { kind: 'class', ranges: all };
  }

  /** A character, a range, or a class such as `\d`. */
  private classPart(isFirst: boolean): CharacterRanges {
    if (this.text.startsWith('&&', this.at)) throw this.error('&& in a class is not allowed: write \\&');
    if (this.looksAt('[')) throw this.error('a [ in a class, as in [[:alpha:]], is not allowed: write \\[ for the character');
    const perlClass = this.perlClass();
    if (perlClass) return perlClass;
    if (this.looksAt('-') && !isFirst && this.text[this.at + 1] !== ']') throw this.error('a - in the middle of a class that forms no range: write \\-');
    const from = this.classCharacter();
    if (!this.looksAt('-') || this.text[this.at + 1] === ']') return [[from, from]];
    const start = this.at;
    this.at += 1;
    if (this.looksAt('[') || /^\\[dDwWsS]/.test(this.text.slice(this.at))) throw this.error('a range needs a character at both ends');
    const to = this.classCharacter();
    if (to < from) throw new PatternError('a range that ends before it begins', start);
    return [[from, to]];
  }

  private classCharacter(): number {
    if (!this.looksAt('\\')) return this.codePoint();
    return this.escapedCodePoint();
  }

  private perlClass(): CharacterRanges | undefined {
    const name = this.looksAt('\\') ? this.text[this.at + 1] : undefined;
    if (name === undefined || !Object.hasOwn(PERL_CLASSES, name)) return undefined;
    this.at += 2;
    return PERL_CLASSES[name];
  }

  private escapedCodePoint(): number {
    const next = this.text[this.at + 1];
    if (next === undefined) throw this.error('a \\ at the end: write \\\\');
    if (next === 'x') return this.hexadecimal();
    if (/[1-9]/.test(next)) throw this.error(`the backreference \\${next} is not allowed`);
    if (Object.hasOwn(FOREIGN_ESCAPES, next)) throw this.error(`${FOREIGN_ESCAPES[next]}, is not allowed`);
    const control = Object.hasOwn(CONTROL_ESCAPES, next) ? CONTROL_ESCAPES[next] : undefined;
    if (control === undefined && !/^[\x20-\x7e]$/.test(next) || /[A-Za-z]/.test(next) && control === undefined) {
      throw this.error(`the escape \\${next} is not known`);
    }
    this.at += 2;
    return control ?? next.charCodeAt(0);
  }

  private hexadecimal(): number {
    const found = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.text.slice(this.at));
    const code = found ? parseInt(found[1] ?? found[2], 16) : NaN;
    if (!found || !(code <= 0x10ffff) || isSurrogate(code)) throw this.error('\\x needs the number of a character: \\x2f or \\x{1f600}');
    this.at += found[0].length;
    return code;
  }

  private codePoint(): number {
    const code = this.text.codePointAt(this.at)!;
    if (isSurrogate(code)) throw this.error('half of a surrogate pair is no character');
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  private literal(codePoint: number): PatternNode {
    if (!this.ignoresCase || !/^[A-Za-z]$/.test(String.fromCodePoint(codePoint))) return { kind: 'literal', codePoint };
    return { kind: 'class', ranges: inBothCases([[codePoint, codePoint]]) };
  }

  private looksAt(character: string): boolean {
    return this.text[this.at] === character;
  }

  private skip(character: string): boolean {
    if (!this.looksAt(character)) return false;
    this.at += 1;
    return true;
  }

  private error(problem: string): PatternError {
    return new PatternError(problem, this.at);
  }
}

function assertion(what: Assertion): PatternNode {
  return { kind: 'assert', what };
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}
