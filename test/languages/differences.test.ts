import { describeDifferences, differences } from './differences';

test('documents that say the same do not differ, in whatever order', () => {
  expect(differences({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toEqual([]);
});

test('a difference is told by where it is', () => {
  expect(differences({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toEqual([{ path: '/a/b/1', expected: 2, actual: 3 }]);
});

test.each([
  ['a key too few', { a: 1, b: 2 }, { a: 1 }, '/b: nothing, not 2'],
  ['a key too much', { a: 1 }, { a: 1, b: null }, '/b: null, not nothing'],
  ['an element too few', [1, 2], [1], '/1: nothing, not 2'],
  ['an element too much', [1], [1, 2], '/1: 2, not nothing'],
  ['elements in another order', [1, 2], [2, 1], '/0: 2, not 1\n/1: 1, not 2'],
  ['a number as text', { a: 1 }, { a: '1' }, '/a: "1", not 1'],
  ['an array for an object', { a: {} }, { a: [] }, '/a: [], not {}'],
  ['null for an object', { a: {} }, { a: null }, '/a: null, not {}'],
  ['false for nothing', {}, { a: false }, '/a: false, not nothing'],
  ['a name that every object inherits', {}, { toString: 'x' }, '/toString: "x", not nothing'],
])('%s is a difference', (_, expected, actual, text) => {
  expect(describeDifferences(differences(expected, actual))).toBe(text);
});

test('long values are cut short', () => {
  expect(describeDifferences(differences('a'.repeat(1000), 'b')).length).toBeLessThan(250);
});
