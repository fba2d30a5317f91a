import { parsePattern, PATTERN_LIMITS } from '../../../../src/settings/selection/pattern';
import { CharacterRanges, matchesNothing, PatternNode, sizeOf } from '../../../../src/settings/selection/pattern-node';

const literal = (character: string): PatternNode => ({ kind: 'literal', codePoint: character.codePointAt(0)! });
const text = (characters: string): PatternNode => ({ kind: 'sequence', nodes: [...characters].map(literal) });
const oneOf = (...ranges: string[]): PatternNode =>
  ({ kind: 'class', ranges: ranges.map((range) => [range.codePointAt(0)!, [...range].at(-1)!.codePointAt(0)!]) });
const place = (what: 'start' | 'end' | 'line-start' | 'line-end' | 'word-boundary' | 'not-word-boundary'): PatternNode => ({ kind: 'assert', what });
const repeat = (node: PatternNode, min: number, max: number | undefined, lazy = false): PatternNode => ({ kind: 'repeat', node, min, max, lazy });
const sequence = (...nodes: PatternNode[]): PatternNode => ({ kind: 'sequence', nodes });

function rangesOf(pattern: string): CharacterRanges {
  const node = parsePattern(pattern);
  if (node.kind !== 'class') throw new Error(`${pattern} is a ${node.kind}`);
  return node.ranges;
}

/** All that a class matches of ASCII. */
function asciiOf(pattern: string): string {
  const ranges = rangesOf(pattern);
  return Array.from({ length: 128 }, (_, code) => code).filter((code) => ranges.some(([from, to]) => from <= code && code <= to))
    .map((code) => String.fromCharCode(code)).join('');
}

test.each<[pattern: string, meaning: PatternNode]>([
  ['abc', text('abc')],
  ['GET /health', text('GET /health')],
  ['😀', literal('😀')],
  ['a|bc|', { kind: 'alternatives', nodes: [literal('a'), text('bc'), text('')] }],
  ['(a)', literal('a')],
  ['(?:ab)', text('ab')],
  ['(?P<name>ab)(?<other>c)', sequence(text('ab'), literal('c'))],
  ['^a$', sequence(place('start'), literal('a'), place('end'))],
  ['(?m)^a$', sequence(place('line-start'), literal('a'), place('line-end'))],
  ['(?m)\\Aa\\z', sequence(place('start'), literal('a'), place('end'))],
  ['\\ba\\B', sequence(place('word-boundary'), literal('a'), place('not-word-boundary'))],
  ['a*', repeat(literal('a'), 0, undefined)],
  ['a+?', repeat(literal('a'), 1, undefined, true)],
  ['a??', repeat(literal('a'), 0, 1, true)],
  ['a{3}', repeat(literal('a'), 3, 3)],
  ['(ab){3,}', repeat(text('ab'), 3, undefined)],
  ['a{0,5}?', repeat(literal('a'), 0, 5, true)],
  ['(a+)+', repeat(repeat(literal('a'), 1, undefined), 1, undefined)],
  ['\\.\\{\\}\\[\\]\\/\\-\\ ', text('.{}[]/- ')],
  ['}]', text('}]')],
  ['\\t\\n\\r\\f\\v', text('\t\n\r\f\v')],
  ['\\x41\\x{1F600}', text('A😀')],
  ['(?i)a1é', sequence(oneOf('A', 'a'), literal('1'), literal('é'))],
  ['[abx-z]', oneOf('ab', 'xz')],
  ['[-a]', oneOf('-', 'a')],
  ['[--/]', oneOf('-/')],
  ['[a-]', oneOf('-', 'a')],
  ['[\\]\\-\\\\^]', oneOf('-', '\\^')],
  ['[é-ü]', oneOf('éü')],
  ['(?i)[a-c_]', oneOf('AC', '_', 'ac')],
])('%s has one meaning', (pattern, meaning) => {
  expect(parsePattern(pattern)).toEqual(meaning);
});

test.each<[pattern: string, matches: string]>([
  ['\\d', '0123456789'],
  ['\\w', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'],
  ['\\s', '\t\n\f\r '],
  ['[\\d_a-c]', '0123456789_abc'],
  ['[^\\x00-/:-\\x7f]', '0123456789'],
  ['(?i)[^a-z\\x00-@\\[-`{-\\x7f]', ''],
])('%s matches of ASCII exactly %j', (pattern, matches) => {
  expect(asciiOf(pattern)).toBe(matches);
});

test('classes and their opposites share nothing, and together match every character', () => {
  const everything: CharacterRanges = [[0, 0xd7ff], [0xe000, 0x10ffff]];
  for (const name of ['d', 'w', 's']) {
    expect(rangesOf(`[\\${name}\\${name.toUpperCase()}]`)).toEqual(everything);
    expect(rangesOf(`[^\\${name}]`)).toEqual(rangesOf(`\\${name.toUpperCase()}`));
  }
  expect(rangesOf('(?s).')).toEqual(everything);
  expect(rangesOf('.')).toEqual(rangesOf('[^\\n]'));
});

test('surrogates are in no class, because UTF-8 has none', () => {
  expect(rangesOf('[\\x{d7fe}-\\x{e001}]')).toEqual([[0xd7fe, 0xd7ff], [0xe000, 0xe001]]);
});

test.each<[pattern: string, problem: string]>([
  ['a(?=b)', 'a look-ahead (?=…) is not allowed, at character 2'],
  ['(?!b)', 'look-ahead (?!…)'],
  ['(?<=b)', 'look-behind (?<=…)'],
  ['(?<!b)', 'look-behind (?<!…)'],
  ['(?>b)', 'atomic group (?>…)'],
  ['(?#b)', 'comment (?#…)'],
  ['(?P<n>a)(?P=n)', 'backreference (?P=…)'],
  ['(a)\\1', 'the backreference \\1 is not allowed, at character 4'],
  ['(?<n>a)\\k<n>', 'the backreference \\k'],
  ['(?(1)a)', 'condition (?(…)…)'],
  ['a(?R)', 'recursion (?R)'],
  ['(*FAIL)', 'verb (*…)'],
  ['(?x)a', 'the flag (?x) is not allowed: only i, s and m are'],
  ['a(?i)b', 'flags such as (?i) are only allowed at the very start of the pattern, at character 2'],
  ['(?i:a)', 'flags such as (?i) are only allowed at the very start'],
  ['(?<1>a)', 'a group of an unknown kind'],
  ['(a', 'a ( without its ): write \\(, at character 1'],
  ['a)', 'a ) without its (: write \\)'],
  ['[a', 'a [ without its ]: write \\['],
  ['[]', 'an empty class: to match a ], write \\]'],
  ['[^]', 'an empty class'],
  ['[[:alpha:]]', 'a [ in a class, as in [[:alpha:]], is not allowed'],
  ['[a&&b]', '&& in a class is not allowed'],
  ['[a--b]', 'a range that ends before it begins'],
  ['[a-c-e]', 'a - in the middle of a class'],
  ['[z-a]', 'a range that ends before it begins'],
  ['[a-\\d]', 'a range needs a character at both ends'],
  ['[^\\x00-\\x{10ffff}]', 'a class that matches no character'],
  ['*a', '* has nothing to repeat: write \\*'],
  ['a|+', '+ has nothing to repeat'],
  ['a**', 'a repeat of a repeat is not allowed'],
  ['a{2}{3}', 'a repeat of a repeat'],
  ['a++', 'a possessive repeat'],
  ['^*', 'a repeat of a place such as ^, $ or \\b'],
  ['a{', 'a { that begins no repeat, such as {3}, {3,} or {3,5}: write \\{'],
  ['a{,5}', 'a { that begins no repeat'],
  ['{"a":1}', '{ has nothing to repeat: write \\{'],
  ['a{1001}', 'the repeat {1001} is more than 1000'],
  ['a{3,2}', 'the repeat {3,2} ends before it begins'],
  ['a{0}', 'the repeat {0} matches nothing'],
  ['\\p{L}', 'the Unicode class \\p, is not allowed'],
  ['\\u0041', 'the escape \\u: write \\x{…}, is not allowed'],
  ['\\Z', 'the escape \\Z: write \\z'],
  ['\\Qa\\E', 'the quotation \\Q'],
  ['\\012', 'the octal escape \\0: write \\x00'],
  ['\\y', 'the escape \\y is not known'],
  ['\\é', 'the escape \\é is not known'],
  ['a\\', 'a \\ at the end: write \\\\'],
  ['\\x4', '\\x needs the number of a character'],
  ['\\x{110000}', '\\x needs the number of a character'],
  ['\\x{d800}', '\\x needs the number of a character'],
  ['\ud83d', 'half of a surrogate pair is no character'],
  ['a{1000}b', 'has 1001 characters and classes when its repeats are written out, but at most 1000 are allowed'],
  ['((a{50}){50}){50}', 'has 125000 characters and classes'],
  ['a'.repeat(1_001), 'has 1001 characters, but at most 1000 are allowed'],
  ['('.repeat(40) + 'a' + ')'.repeat(40), `groups are nested more than ${PATTERN_LIMITS.depth} deep`],
])('%s is not allowed, and the error says why', (pattern, problem) => {
  expect(() => parsePattern(pattern)).toThrow(problem);
});

test.each<[pattern: string, size: number]>([['abc', 3], ['a|bc', 3], ['a{3}[bc]{2,4}', 7], ['(ab+)*', 2], ['a{5,}', 5], ['^a$', 1]])('the size of %s is %d', (pattern, size) => {
  expect(sizeOf(parsePattern(pattern))).toBe(size);
});

test.each<[pattern: string, matches: boolean]>([['a', false], ['a*', true], ['a*b', false], ['a|b?', true], ['(a?)+', true], ['^$', true], ['a{0,3}', true], ['', true]])(
  'that %j matches nothing is %p', (pattern, matches) => {
    expect(matchesNothing(parsePattern(pattern))).toBe(matches);
  });
