import { PassThrough } from 'node:stream';
import { Terminal } from '../../command-line/terminal';

function written(isTTY: boolean, environment: NodeJS.ProcessEnv): string {
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  const terminal = new Terminal(stream, environment);
  terminal.line(terminal.good('fine'));
  return String(stream.read());
}

test('prints colours on a terminal', () => {
  expect(written(true, {})).toBe('\u001b[32mfine\u001b[39m\n');
});

test.each([['a pipe', false, {}], ['NO_COLOR', true, { NO_COLOR: '1' }], ['a dumb terminal', true, { TERM: 'dumb' }]])('prints no colours with %s', (_, isTTY, environment) => {
  expect(written(isTTY, environment)).toBe('fine\n');
});
