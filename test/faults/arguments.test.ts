import { availableParallelism } from 'node:os';
import { parseArguments } from '../../faults/arguments';

test('has a default for every option', () => {
  expect(parseArguments([])).toMatchObject({ json: false, quick: false, only: [], jobs: availableParallelism() });
});

test('reads every option', () => {
  expect(parseArguments(['--json', '--quick', '--again', '--only', 'hang', '--only', 'dns', '--seed', '7', '--host', 'nodejs24.x', '--jobs', '1']))
    .toMatchObject({ json: true, quick: true, again: true, only: ['hang', 'dns'], seed: 7, subjects: [{ name: 'nodejs24.x', host: 'nodejs', runtime: 'nodejs24.x' }], jobs: 1 });
});

test.each([
  [['--seed', 'x'], '--seed must be a whole number, got "x"'],
  [['--host', 'nodejs18.x'], '--host must be one of native, nodejs22.x, nodejs24.x, got "nodejs18.x"'],
  [['--fast'], "Unknown option '--fast'"],
])('rejects %j and shows the usage', (args, message) => {
  expect(() => parseArguments(args)).toThrow(message);
  expect(() => parseArguments(args)).toThrow('Usage: npm run faults');
});
