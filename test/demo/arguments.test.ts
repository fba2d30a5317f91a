import { parseArguments } from '../../demo/arguments';

test('--json asks for the figures', () => {
  expect(parseArguments(['--json'])).toEqual({ json: true, keep: false, help: false });
  expect(parseArguments([])).toEqual({ json: false, keep: false, help: false });
});

test('--keep asks for a Kinesis that stays', () => {
  expect(parseArguments(['--keep'])).toMatchObject({ keep: true });
});

test('rejects an unknown argument and shows the known ones', () => {
  expect(() => parseArguments(['--jsn'])).toThrow(/Unknown option '--jsn'[^]*--json/);
});

test('--save asks for a file with the stream', () => {
  expect(parseArguments(['--save', 'demo.json'])).toMatchObject({ save: 'demo.json' });
});
