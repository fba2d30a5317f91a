import { existsSync } from 'node:fs';
import path from 'node:path';
import { hasStopped } from '../../../simulator/processes/process-figures';
import { ProcessGroup, ProcessOptions } from '../../../simulator/processes/process-group';
import { Watchdog } from '../../../simulator/processes/watchdog';
import { alive, cleanUp, temporaryFolder, until } from '../support';

let watchdog: Watchdog;
const groups: ProcessGroup[] = [];

beforeEach(() => {
  watchdog = new Watchdog(temporaryFolder());
});

afterEach(async () => {
  groups.splice(0).forEach((group) => group.kill());
  await watchdog.end();
  await cleanUp();
});

async function start(script: string, options: Partial<ProcessOptions> = {}): Promise<ProcessGroup> {
  const group = await ProcessGroup.start({
    file: '/bin/sh', args: ['-c', script], cwd: '/', env: { PATH: '/usr/bin:/bin' }, onOutput: () => undefined, ...options,
  }, watchdog);
  groups.push(group);
  return group;
}

/** Blocks the event loop until a condition holds, so that nothing is read from pipes meanwhile. */
function blockUntil(condition: () => boolean): void {
  while (!condition()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

test('reports the end of a process after all of its output', async () => {
  let bytes = 0;
  const group = await start('head -c 60000 /dev/zero; exit 7', {
    onOutput: (_descriptor, chunk) => {
      bytes += chunk.length;
    },
  });
  blockUntil(() => hasStopped(group.pid));
  expect(await group.exited).toEqual({ code: 7, signal: undefined });
  expect(bytes).toBe(60_000);
});

test('reads all output that is in the pipe', async () => {
  let bytes = 0;
  const written = path.join(temporaryFolder(), 'written');
  const group = await start(`head -c 60000 /dev/zero; touch ${written}; sleep 600`, {
    onOutput: (_descriptor, chunk) => {
      bytes += chunk.length;
    },
  });
  blockUntil(() => existsSync(written));
  await group.drained();
  expect(bytes).toBe(60_000);
});

test('does not wait for a process that never stops writing', async () => {
  const group = await start('yes');
  await group.drained();
  expect(group.exit).toBeUndefined();
});

test('kills all processes of a frozen group', async () => {
  let output = '';
  const group = await start('sleep 60 & echo $!; wait', {
    onOutput: (_descriptor, chunk) => {
      output += chunk.toString();
    },
  });
  await until(() => output.includes('\n'));
  await group.freeze();
  group.kill();
  expect(await group.exited).toEqual({ code: undefined, signal: 'SIGKILL' });
  await until(() => !alive(Number(output)));
});

test('ignores signals to a group that has ended', async () => {
  const group = await start('exit 0');
  await group.exited;
  group.thaw();
  group.kill();
  await group.freeze();
});

test('rejects a file that cannot be executed', async () => {
  await expect(start('', { file: '/does/not/exist' })).rejects.toThrow('ENOENT');
});
