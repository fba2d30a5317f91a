import { parseArguments } from '../../benchmark/arguments';

test('measures the built layer by default', () => {
  expect(parseArguments([])).toEqual({
    json: false, help: false, quick: false, check: false, write: false, layer: expect.stringMatching(/assets\/layer\.zip$/),
  });
});

test('measures another build under a name', () => {
  expect(parseArguments(['--quick', '--json', '--check', '--write', '--layer', __filename, '--label', 'other'])).toEqual({
    json: true, help: false, quick: true, check: true, write: true, layer: __filename, label: 'other',
  });
});

test('rejects a layer that does not exist, and says how to build it', () => {
  expect(() => parseArguments(['--layer', 'nowhere.zip'])).toThrow(/no layer at .*nowhere\.zip.*npm run build:layer/);
});

test('rejects an unknown argument and shows the known ones', () => {
  expect(() => parseArguments(['--jsn'])).toThrow(/--jsn[^]*--json/);
});
