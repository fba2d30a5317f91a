import { Loader } from '../../../extension-src/lifecycle/loader';
import { settled } from '../fake-clock';

function createLoader(discarded = 0) {
  const history: string[] = [];
  const loader = new Loader({
    log: (line) => history.push(line),
    stop: () => {
      history.push('stop');
      return discarded;
    },
  });
  return { loader, history };
}

const failure = (code: string) => Object.assign(new Error(`${code}: it failed`), { code });
const rejects = (error: Error) => () => Promise.reject(error);

describe('loading a part of the extension', () => {
  test('returns the part', async () => {
    const { loader, history } = createLoader();
    expect(await loader.load(() => Promise.resolve('pipeline'), false)).toBe('pipeline');
    expect([loader.hasFailed, history]).toEqual([false, []]);
  });

  test('stops the telemetry if it fails, says so in one line, and never tries again', async () => {
    const { loader, history } = createLoader();
    await expect(loader.load(rejects(failure('MODULE_NOT_FOUND')), true)).rejects.toThrow('MODULE_NOT_FOUND');
    await expect(loader.load(() => Promise.resolve('pipeline'), true)).rejects.toThrow('MODULE_NOT_FOUND');
    await expect(loader.load(rejects(failure('ENOENT')), false)).rejects.toThrow('MODULE_NOT_FOUND');
    expect(loader.hasFailed).toBe(true);
    expect(history).toEqual(['stop', 'streams nothing, because a part of the extension cannot be loaded: MODULE_NOT_FOUND: it failed']);
  });

  test('says so in one line if two parts fail at the same time', async () => {
    const { loader, history } = createLoader();
    await Promise.allSettled([loader.load(rejects(failure('ENOENT')), true), loader.load(rejects(failure('ENOENT')), true)]);
    expect(history).toHaveLength(2);
  });

  test('says how many telemetry requests are lost', async () => {
    const { loader, history } = createLoader(3);
    await expect(loader.load(rejects(new Error('no')), true)).rejects.toThrow('no');
    expect(history[1]).toBe('streams nothing, because a part of the extension cannot be loaded: no; 3 telemetry requests that had arrived are lost');
  });

  test.each(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'])('%s may pass, so a part that is loaded again may fail', async (code) => {
    const { loader, history } = createLoader();
    await expect(loader.load(rejects(failure(code)), true)).rejects.toThrow(code);
    expect([loader.hasFailed, history]).toEqual([false, []]);
    expect(await loader.load(() => Promise.resolve('transport'), true)).toBe('transport');
    await expect(loader.load(rejects(failure(code)), false)).rejects.toThrow(code);
    expect(loader.hasFailed).toBe(true);
  });

  test('ends work that waits for telemetry when it fails, and all later work at once', async () => {
    const { loader } = createLoader();
    const over: string[] = [];
    void loader.whileLoaded(new Promise(() => undefined)).then(() => over.push('before'));
    await settled();
    expect(over).toEqual([]);
    await expect(loader.load(rejects(new Error('no')), false)).rejects.toThrow('no');
    await settled();
    void loader.whileLoaded(new Promise(() => undefined)).then(() => over.push('after'));
    await settled();
    expect(over).toEqual(['before', 'after']);
  });

  test('settles with the work otherwise', async () => {
    const { loader } = createLoader();
    await expect(loader.whileLoaded(Promise.resolve())).resolves.toBeUndefined();
    await expect(loader.whileLoaded(Promise.reject(new Error('work')))).rejects.toThrow('work');
  });
});
