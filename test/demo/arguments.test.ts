import { parseArguments } from '../../demo/arguments';

test('--json asks for the figures', () => {
  expect(parseArguments(['--json'])).toEqual({ json: true, help: false });
  expect(parseArguments([])).toEqual({ json: false, help: false });
});

test('rejects an unknown argument and shows the known ones', () => {
  expect(() => parseArguments(['--jsn'])).toThrow(/Unknown option '--jsn'[^]*--json/);
});
