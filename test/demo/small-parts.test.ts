import { PassThrough } from 'node:stream';
import { Cleanup } from '../../command-line/cleanup';
import { Terminal } from '../../command-line/terminal';
import { parseArguments } from '../../demo/arguments';
import { mapConcurrently } from '../../demo/traffic/map-concurrently';

describe('arguments', () => {
  test('--json asks for the figures', () => {
    expect(parseArguments(['--json'])).toEqual({ json: true, help: false });
    expect(parseArguments([])).toEqual({ json: false, help: false });
  });

  test('an unknown one is an error that shows the known ones', () => {
    expect(() => parseArguments(['--jsn'])).toThrow(/Unknown argument "--jsn"[^]*--json/);
  });
});

describe('terminal', () => {
  const written = (isTTY: boolean, environment: NodeJS.ProcessEnv) => {
    const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
    const terminal = new Terminal(stream, environment);
    terminal.line(terminal.good('fine'));
    return String(stream.read());
  };

  test('has colours on a terminal', () => {
    expect(written(true, {})).toBe('\u001b[32mfine\u001b[39m\n');
  });

  test.each([['a pipe', false, {}], ['NO_COLOR', true, { NO_COLOR: '1' }], ['a dumb terminal', true, { TERM: 'dumb' }]])('has none for %s', (_, isTTY, environment) => {
    expect(written(isTTY, environment)).toBe('fine\n');
  });
});

describe('mapConcurrently', () => {
  test('has so many under way at a time, and keeps the order', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (element) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < element; turn++) await Promise.resolve();
      running--;
      return element * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  test('fails with the first failure', async () => {
    await expect(mapConcurrently([1], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

test('cleanup undoes in the opposite order, once, and goes on after a failure', async () => {
  const done: string[] = [];
  const cleanup = new Cleanup();
  cleanup.add(async () => { done.push('first'); });
  cleanup.add(() => Promise.reject(new Error('no')));
  cleanup.add(async () => { done.push('last'); });
  await Promise.all([cleanup.run(), cleanup.run()]);
  expect(done).toEqual(['last', 'first']);
});
