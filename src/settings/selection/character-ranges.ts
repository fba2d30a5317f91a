import { CharacterRanges } from './pattern-node';

const MAX_CODE_POINT = 0x10ffff;
/** They are no characters: UTF-8 does not contain them. */
const SURROGATES = { first: 0xd800, last: 0xdfff };

const DIGITS: CharacterRanges = [[0x30, 0x39]];
const WORD: CharacterRanges = [[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
/** RE2's: without the vertical tab, which Rust's includes. */
const SPACE: CharacterRanges = [[0x09, 0x0a], [0x0c, 0x0d], [0x20, 0x20]];

/** What `\d`, `\w`, `\s` and their opposites match: ASCII, in both engines. */
export const PERL_CLASSES: Readonly<Record<string, CharacterRanges>> = {
  d: DIGITS, D: opposite(DIGITS), w: WORD, W: opposite(WORD), s: SPACE, S: opposite(SPACE),
};

/** What `.` matches. */
export const ANY_BUT_LINE_FEED = opposite([[0x0a, 0x0a]]);
export const ANY = opposite([]);

/** Sorts the ranges, and joins what overlaps or is adjacent. */
export function union(ranges: CharacterRanges): CharacterRanges {
  const joined: Array<[number, number]> = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return withoutSurrogates(joined);
}

/** All characters that are not in the ranges. */
export function opposite(ranges: CharacterRanges): CharacterRanges {
  const others: Array<[number, number]> = [];
  let next = 0;
  for (const [from, to] of union(ranges)) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_CODE_POINT) others.push([next, MAX_CODE_POINT]);
  return withoutSurrogates(others);
}

/** Adds the other case of each ASCII letter. */
export function inBothCases(ranges: CharacterRanges): CharacterRanges {
  const part = (first: number, last: number, distance: number) => ranges.flatMap(([from, to]): CharacterRanges => {
    const [low, high] = [Math.max(from, first), Math.min(to, last)];
    return low <= high ? [[low + distance, high + distance]] : [];
  });
  return union([...ranges, ...part(0x41, 0x5a, 32), ...part(0x61, 0x7a, -32)]);
}

function withoutSurrogates(ranges: CharacterRanges): CharacterRanges {
  const { first, last } = SURROGATES;
  return ranges.flatMap(([from, to]): CharacterRanges => {
    if (to < first || from > last) return [[from, to]];
    const parts: Array<readonly [number, number]> = [];
    if (from < first) parts.push([from, first - 1]);
    if (to > last) parts.push([last + 1, to]);
    return parts;
  });
}
