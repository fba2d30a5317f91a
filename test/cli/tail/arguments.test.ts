import { parseTailArguments } from '../../../cli-src/tail/arguments';

const NOW = Date.parse('2026-11-20T09:00:00Z');
const parse = (...args: string[]) => parseTailArguments(args, NOW);

test('without arguments: the last 10 minutes of everything, as text', () => {
  expect(parse()).toEqual({
    help: false, stream: {}, access: {}, follow: false, since: new Date('2026-11-20T08:50:00Z'),
    selection: { functions: [], types: [], filters: [], where: [] }, wholeRequest: false, group: false, output: 'text', timestamps: false, color: 'auto',
  });
});

test('all options', () => {
  expect(parse('telemetry', '-f', '--since', '1h', '--function', 'a', '--function', 'b', '--request-id', 'r', '--level', 'WARNING', '--type', 'platform', '--filter', 'x', '--where', 'a=1',
    '--whole-request', '--group', '-o', 'json', '--timestamps', '--color', 'never', '--region', 'eu-west-1', '--profile', 'p')).toEqual({
    help: false, stream: { stream: 'telemetry' }, access: { region: 'eu-west-1', profile: 'p' }, follow: true, since: new Date('2026-11-20T08:00:00Z'),
    selection: { functions: ['a', 'b'], types: ['platform'], requestId: 'r', level: 'warn', filters: ['x'], where: ['a=1'] },
    wholeRequest: true, group: true, output: 'json', timestamps: true, color: 'never',
  });
});

test.each([
  ['30s', '2026-11-20T08:59:30.000Z'], ['10m', '2026-11-20T08:50:00.000Z'], ['1.5h', '2026-11-20T07:30:00.000Z'], ['2d', '2026-11-18T09:00:00.000Z'], ['1w', '2026-11-13T09:00:00.000Z'],
  ['0s', '2026-11-20T09:00:00.000Z'], ['2026-11-20T08:00:00Z', '2026-11-20T08:00:00.000Z'], ['2026-11-20T08:00:00.5', '2026-11-20T08:00:00.500Z'],
  ['2026-11-20 08:00', '2026-11-20T08:00:00.000Z'], ['2026-11-20T09:30:00+02:00', '2026-11-20T07:30:00.000Z'], ['2026-11-20', '2026-11-20T00:00:00.000Z'],
])('--since %s is %s', (since, expected) => {
  expect(parse('--since', since).since.toISOString()).toBe(expected);
});

test.each([
  [['--since', 'yesterday'], '--since must be a span such as 30s, 10m, 2h, 1d or 1w, or a time such as 2026-11-20T09:00:00Z, got "yesterday"'],
  [['--since', '2026-13-45'], '--since must be a span such as'],
  [['--since', '2026-11-20T10:00:00Z'], '--since must not be in the future, got 2026-11-20T10:00:00Z; it is now 2026-11-20T09:00:00.000Z'],
  [['--level', 'loud'], '--level must be trace, debug, info, warn, error or fatal, got "loud"'],
  [['--output', 'xml'], '--output must be text, json or raw, got "xml"'],
  [['--color', 'red'], '--color must be auto, always or never, got "red"'],
  [['one', 'two'], 'one stream at a time, got one, two'],
  [['one', '--stack', 'two'], 'name the stream in one way, got a stream and --stack'],
  [['--stack', 'one', '--prefix', '/two'], 'name the stream in one way, got --stack and --prefix'],
  [['--prefix', 'telemetry'], '--prefix must begin with a slash, as SSM parameters do, got "telemetry"'],
  [['--region', ''], '--region must not be empty'],
  [['--folow'], 'Unknown option \'--folow\''],
  [['--since'], 'Option \'--since <value>\' argument missing'],
])('%j: %s', (args, message) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) as unknown }));
});
