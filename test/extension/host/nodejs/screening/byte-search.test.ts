import { ByteSearch, MOST_SETS } from '../../../../../extension-src/host/nodejs/screening/byte-search';
import type { ByteSet, ByteSets } from '../../../../../extension-src/host/nodejs/screening/byte-search';
import { seededRandom } from '../../../../../simulator/kinesis';

function setOf(...characters: string[]): ByteSet {
  const set = new Array<boolean>(256).fill(false);
  for (const character of characters) set[character.charCodeAt(0)] = true;
  return set;
}
const setsOf = (...sets: string[]): ByteSets => sets.map((set) => setOf(...set));

/** Counts how often its bytes are read. */
function counted(text: string): { text: Uint8Array; reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(Buffer.from(text), {
    get(target, name) {
      reads++;
      return Reflect.get(target, name) as unknown;
    },
  });
  return { text: proxy, reads: () => reads };
}

/** By comparing at each place. */
function simply(sets: ByteSets, text: Uint8Array, from: number, to: number): number {
  for (let at = from; at + sets.length <= to; at++) if (sets.every((set, index) => set[text[at + index]])) return at;
  return -1;
}

test('finds the first place at which each byte is in its set', () => {
  const search = new ByteSearch(setsOf('kK', '1234567890', '-'));
  expect(search.next(Buffer.from('k-k12K7-k8-'), 0, 11)).toBe(5);
  expect(search.next(Buffer.from('k-k12K7-k8-'), 6, 11)).toBe(8);
  expect(search.next(Buffer.from('k-k12K7-k8-'), 6, 10)).toBe(-1);
  expect(search.next(Buffer.from('k'), 0, 1)).toBe(-1);
});

test('finds what comparing at each place finds, for each number of sets', () => {
  const random = seededRandom(5);
  const letters = 'abc';
  const letter = () => letters[Math.floor(random() * letters.length)];
  let found = 0;
  for (let round = 0; round < 320; round++) {
    const sets = Array.from({ length: 1 + round % MOST_SETS }, () => setOf(letter(), letter(), letter()));
    const text = Buffer.from(Array.from({ length: 200 }, letter).join(''));
    const from = Math.floor(random() * 20);
    const to = text.length - Math.floor(random() * 20);
    const expected = simply(sets, text, from, to);
    expect(new ByteSearch(sets).next(text, from, to)).toBe(expected);
    if (expected >= 0) found++;
  }
  expect(found).toBeGreaterThan(100);
});

test('passes over most bytes of a text that has none of what it looks for', () => {
  const { text, reads } = counted('x'.repeat(1_000));
  expect(new ByteSearch(setsOf(...'customer-1')).next(text, 0, 1_000)).toBe(-1);
  expect(reads()).toBe(100);
});

test('reads each byte only a few times, however much the text resembles what it looks for', () => {
  const sets = Array.from({ length: MOST_SETS }, (_, index) => setOf(index === MOST_SETS - 1 ? 'b' : 'a'));
  const { text, reads } = counted('a'.repeat(1_000));
  expect(new ByteSearch(sets).next(text, 0, 1_000)).toBe(-1);
  expect(reads()).toBeLessThan(2_000);
});
