import { availableParallelism } from 'node:os';
import { parseArguments } from '../../faults/arguments';

test('has a default for every option', () => {
  expect(parseArguments([])).toMatchObject({ json: false, quick: false, only: [], runtimes: ['nodejs22.x', 'nodejs24.x'], jobs: availableParallelism() });
});

test('reads every option', () => {
  expect(parseArguments(['--json', '--quick', '--only', 'hang', '--only', 'dns', '--seed', '7', '--runtime', 'nodejs24.x', '--jobs', '1']))
    .toMatchObject({ json: true, quick: true, only: ['hang', 'dns'], seed: 7, runtimes: ['nodejs24.x'], jobs: 1 });
});

test.each([
  [['--seed', 'x'], '--seed must be a whole number, got "x"'],
  [['--runtime', 'nodejs18.x'], '--runtime must be one of nodejs22.x, nodejs24.x, got "nodejs18.x"'],
  [['--fast'], "Unknown option '--fast'"],
])('rejects %j and shows the usage', (args, message) => {
  expect(() => parseArguments(args)).toThrow(message);
  expect(() => parseArguments(args)).toThrow('Usage: npm run faults');
});
