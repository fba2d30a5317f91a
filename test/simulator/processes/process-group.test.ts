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

/** Keeps this process from doing anything else, so that what happens outside piles up. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('the end of a process comes after all that it wrote', async () => {
  let bytes = 0;
  const group = await start('head -c 150000 /dev/zero; exit 7', {
    onOutput: (_descriptor, chunk) => {
      bytes += chunk.length;
    },
  });
  block(150);
  expect(await group.exited).toEqual({ code: 7, signal: undefined });
  expect(bytes).toBe(150_000);
});

test('draining waits for what is in the pipe already', async () => {
  let bytes = 0;
  const group = await start('head -c 150000 /dev/zero; sleep 60', {
    onOutput: (_descriptor, chunk) => {
      bytes += chunk.length;
    },
  });
  block(150);
  await group.drained();
  expect(bytes).toBe(150_000);
});

test('draining does not wait for a process that never stops writing', async () => {
  const group = await start('yes');
  await group.drained();
  expect(group.exit).toBeUndefined();
});

test('a kill reaches everything in the group, also when it is frozen', async () => {
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

test('a signal to a group that has ended is no error', async () => {
  const group = await start('exit 0');
  await group.exited;
  group.thaw();
  group.kill();
  await group.freeze();
});

test('a file that cannot be executed is an error', async () => {
  await expect(start('', { file: '/does/not/exist' })).rejects.toThrow('ENOENT');
});
