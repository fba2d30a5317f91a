import { hostProcess } from '../../../extension-src/host/nodejs/process';
import { logToStdout } from '../../../extension-src/log/log';

const fs = jest.requireActual<typeof import('node:fs')>('node:fs');

/** Runs with a log that accepts `takes()` bytes at a time, or throws. Returns what was written. */
function withLog<T>(takes: () => number, run: () => T): { readonly result: T; readonly text: string; readonly descriptors: ReadonlySet<number> } {
  let text = '';
  const descriptors = new Set<number>();
  const spy = jest.spyOn(fs, 'writeSync').mockImplementation(((descriptor: number, bytes: Buffer, offset: number) => {
    const end = Math.min(bytes.length, offset + takes());
    descriptors.add(descriptor);
    text += bytes.toString('latin1', offset, end);
    return end - offset;
  }) as unknown as typeof fs.writeSync);
  try {
    return { result: run(), text, descriptors };
  } finally {
    spy.mockRestore();
  }
}

const written = (message: string) => withLog(() => Infinity, () => logToStdout(message)).text;

describe("the extension's log", () => {
  test('a line starts with the prefix of own lines', () => {
    expect(written('hello')).toBe('[kinesis-telemetry-extension] hello\n');
  });

  test('a message with several lines becomes one line, because Lambda makes an event of each', () => {
    expect(written('Error: no\n    at a\r\n    at b \n\n')).toBe('[kinesis-telemetry-extension] Error: no at a at b \n');
    expect(written('a \t\n\n  b  c')).toBe('[kinesis-telemetry-extension] a b  c\n');
  });

  test('partial writes to standard output are completed', () => {
    const { result, text, descriptors } = withLog(() => 3, () => hostProcess.writeToStdout(Buffer.from('one line\n')));
    expect(result).toBe(true);
    expect(text).toBe('one line\n');
    expect([...descriptors]).toEqual([1]);
  });

  test('a failed write returns false and does not throw', () => {
    let left = 2;
    const { result, text } = withLog(() => {
      if (left-- > 0) return 4;
      throw Object.assign(new Error('resource temporarily unavailable'), { code: 'EAGAIN' });
    }, () => hostProcess.writeToStdout(Buffer.from('a long line\n')));
    expect(result).toBe(false);
    expect(text).toBe('a long l');
    expect(() => withLog(() => { throw new Error('closed'); }, () => logToStdout('x'))).not.toThrow();
  });
});
