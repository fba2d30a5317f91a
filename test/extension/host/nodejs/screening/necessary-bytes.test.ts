import type { ByteSet } from '../../../../../extension-src/host/nodejs/screening/byte-search';
import { necessaryBytes } from '../../../../../extension-src/host/nodejs/screening/necessary-bytes';
import { parsePattern } from '../../../../../src/settings/selection/pattern';

function shown(set: ByteSet): string {
  const bytes = set.flatMap((has, byte) => has ? [byte] : []);
  return bytes.length > 10 ? `${bytes.length} bytes` : Buffer.from(bytes).toString('latin1');
}

const of = (pattern: string) => {
  const { sets, isExact } = necessaryBytes(parsePattern(pattern));
  return { sets: sets.map(shown), isExact };
};

test.each([
  ['characters and classes', 'id-[0-3]', ['i', 'd', '-', '0123']],
  ['letters in any case', '(?i)id', ['Ii', 'Dd']],
  ['a fixed number of repeats', '(a\\d){2}', ['a', '0123456789', 'a', '0123456789']],
  ['a lazy one', 'a{2}?b', ['a', 'a', 'b']],
  ['a character beyond ASCII', 'é', ['\xc3', '\xa9']],
])('%s are all that a match is', (_, pattern, sets) => {
  expect(of(pattern)).toEqual({ sets, isExact: true });
});

test.each([
  ['before what may be missing', 'cust(omer)?', ['c', 'u', 's', 't']],
  ['after it', '(an )?order', ['o', 'r', 'd', 'e', 'r']],
  ['after a number of repeats that varies, with the least of them', 'x?[ab]{2,5}y', ['ab', 'ab', 'y']],
  ['before one', 'xx[ab]{2,}', ['x', 'x', 'ab', 'ab']],
  ['beside an assertion', '^a\\bb$', ['a', 'b']],
  ['of several places the rarest', 'a.*bcd.*ef', ['b', 'c', 'd']],
  ['of alternatives of one length', 'ab|cd', ['ac', 'bd']],
  ['of alternatives of several lengths, from their beginnings', 'abx|cd', ['ac', 'bd']],
  ['with what is before them', '-(abx|cd)', ['-', 'ac', 'bd']],
  ['with what is behind them', '(xab|cd)-', ['ac', 'bd', '-']],
  ['between repeats of a part', '(a\\d*b){2}', ['b', 'a']],
  ['of parts of which only one repeat is sure', '(ab?c)+', ['a']],
  ['within one repeat', '(a?bc)+', ['b', 'c']],
])('%s, bytes are necessary', (_, pattern, sets) => {
  expect(of(pattern)).toEqual({ sets, isExact: false });
});

test('a class with characters beyond ASCII begins and ends with bytes of it', () => {
  expect(of('a[é-ü]b')).toEqual({ sets: ['a', '128 bytes'], isExact: false });
});

test.each(['a*', '(a|)', '\\S+', '.', '\\b', '(abc|x*)'])('%s has nothing that is worth a search', (pattern) => {
  expect(of(pattern)).toEqual({ sets: [], isExact: false });
});

test('of more bytes than a number has bits, the first are searched', () => {
  expect(of('a{40}')).toEqual({ sets: Array.from({ length: 32 }, () => 'a'), isExact: false });
  expect(of('a{32}')).toEqual({ sets: Array.from({ length: 32 }, () => 'a'), isExact: true });
  expect(of('[ab]{40}c{2}').isExact).toBe(false);
});
