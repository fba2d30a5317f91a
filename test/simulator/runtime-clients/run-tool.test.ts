import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runTool, RuntimeUnavailableError } from '../../../simulator/runtime-clients/run-tool';
import { alive, cleanUp, temporaryFolder, until } from '../support';

afterEach(cleanUp);

describe('running a tool', () => {
  test('returns what it wrote to stdout', async () => {
    expect(await runTool('sh', ['-c', 'echo é; echo no >&2'], 30_000)).toBe('é\n');
  });

  test.each([
    ['is missing', 'no-such-tool', [], 'no-such-tool failed: it is not installed'],
    ['fails', 'sh', ['-c', 'echo a; echo b >&2; exit 3'], 'sh -c echo a; echo b >&2; exit 3 failed: a\n\nb'],
    ['fails without a word', 'sh', ['-c', 'exit 3'], 'sh -c exit 3 failed: it ended with exit code 3'],
  ])('says why if it %s', async (_how, file, args, message) => {
    await expect(runTool(file, args, 30_000)).rejects.toThrow(new RuntimeUnavailableError(message));
  });

  test('ends it with its child processes if it takes too long', async () => {
    const file = path.join(temporaryFolder(), 'pid');
    const running = runTool('sh', ['-c', `sleep 600 & echo $! > ${file}; wait`], 2_000);
    await expect(running).rejects.toThrow(/failed: it took longer than 2 s$/);
    expect(existsSync(file)).toBe(true);
    await until(() => !alive(Number(readFileSync(file, 'utf8'))));
  });
});
