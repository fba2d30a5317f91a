import { selectHosts, targetsOf } from '../../tools/host/targets';

test.each([
  ['this machine', [], undefined, 'machine'],
  ['this machine, with an empty variable', [], '', 'machine'],
  ['what the variable says', [], 'all', 'all'],
  ['what the option says, whatever the variable says', ['--none'], 'all', 'none'],
  ['both architectures', ['--all'], undefined, 'all'],
])('the layer has the native host for %s', (_what, args, variable, selected) => {
  expect(selectHosts(args, variable)).toBe(selected);
});

test('an option that does not exist is an error that names those that do', () => {
  expect(() => selectHosts(['--arm'], undefined)).toThrow('unknown option --arm: --all for both architectures, --none for no native host, or nothing');
});

test('a variable with another value is an error that names the allowed ones', () => {
  expect(() => selectHosts([], 'arm64')).toThrow('LAYER_HOSTS must be one of machine, all, none, got "arm64"');
});

test.each([
  ['machine', 'x64', ['host-x86_64']],
  ['machine', 'arm64', ['host-aarch64']],
  ['machine', 'riscv64', []],
  ['none', 'x64', []],
  ['all', 'x64', ['host-x86_64', 'host-aarch64']],
] as const)('%s on %s means %j', (selection, architecture, files) => {
  expect(targetsOf(selection, architecture).map(({ fileName }) => fileName)).toEqual(files);
});
