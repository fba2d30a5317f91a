import { describeDifferences, differences } from './differences';

test('finds no difference in the order of keys', () => {
  expect(differences({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toEqual([]);
});

test('names the path of a difference', () => {
  expect(differences({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toEqual([{ path: '/a/b/1', expected: 2, actual: 3 }]);
});

test.each([
  ['a missing key', { a: 1, b: 2 }, { a: 1 }, '/b: nothing, not 2'],
  ['an additional key', { a: 1 }, { a: 1, b: null }, '/b: null, not nothing'],
  ['a missing element', [1, 2], [1], '/1: nothing, not 2'],
  ['an additional element', [1], [1, 2], '/1: 2, not nothing'],
  ['elements in another order', [1, 2], [2, 1], '/0: 2, not 1\n/1: 1, not 2'],
  ['a string instead of a number', { a: 1 }, { a: '1' }, '/a: "1", not 1'],
  ['an array instead of an object', { a: {} }, { a: [] }, '/a: [], not {}'],
  ['null instead of an object', { a: {} }, { a: null }, '/a: null, not {}'],
  ['false instead of nothing', {}, { a: false }, '/a: false, not nothing'],
  ['a key with the name of an inherited method', {}, { toString: 'x' }, '/toString: "x", not nothing'],
])('finds %s', (_, expected, actual, text) => {
  expect(describeDifferences(differences(expected, actual))).toBe(text);
});

test('cuts long values off', () => {
  expect(describeDifferences(differences('a'.repeat(1000), 'b')).length).toBeLessThan(250);
});
