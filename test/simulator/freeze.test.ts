import { readFileSync } from 'node:fs';
import { cleanUp, environmentOf, extension, IDLE, said, until } from './support';
import { ExecutionEnvironment } from '../../simulator';

/** Writes a counter to a file, which a test can read while the extension is frozen. */
const COUNTER = extension(`
  const fs = require('fs'); const file = fs.openSync('count', 'w'); let count = 0;
  setInterval(() => fs.writeSync(file, String(++count).padStart(12), 0), 1);
  await register(); await loop();`);

afterEach(cleanUp);

/** Returns the state of a process. T is stopped. */
function stateOf(pid: number): string {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
}

function pidsOf(environment: ExecutionEnvironment, functionPid: unknown): number[] {
  return [...environment.extensions.map(({ pid }) => pid!), functionPid as number];
}

test('freezes the function and all extensions between invocations', async () => {
  const environment = await environmentOf({ code: 'return process.pid;', extensions: { counter: COUNTER, idle: IDLE } });
  const { response } = await environment.invoke({});
  expect(pidsOf(environment, response).map(stateOf)).toEqual(['T', 'T', 'T']);
  const count = (): string => readFileSync(`${environment.root}/count`, 'utf8');
  const frozen = count();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(count()).toBe(frozen);
});

test('freezes the child processes of an extension', async () => {
  const parent = extension("const child = require('child_process').spawn('sleep', ['60']); say('CHILD', child.pid); await register(); await loop();");
  const environment = await environmentOf({ extensions: { parent } });
  await environment.invoke({});
  await until(() => stateOf(said<number>(environment.extensions[0], 'CHILD')[0]) === 'T');
});

test('thaws the processes for an invocation, and freezes them after it', async () => {
  // The handler waits until the extension's counter has increased.
  const environment = await environmentOf({
    code: `
      const count = () => Number(require('fs').readFileSync('../../count', 'utf8'));
      for (const before = count(); count() < before + 5;) await new Promise((resolve) => setTimeout(resolve, 1));
      return process.pid;`,
    extensions: { counter: COUNTER },
  });
  await environment.invoke({});
  const { response } = await environment.invoke({});
  expect(pidsOf(environment, response).map(stateOf)).toEqual(['T', 'T']);
});

test('freezes the processes after an init, and thaws them for SHUTDOWN', async () => {
  const environment = await environmentOf({ extensions: { idle: IDLE } });
  await environment.init();
  expect(stateOf(environment.extensions[0].pid!)).toBe('T');
  expect((await environment.shutdown()).extensions).toMatchObject([{ ended: 'exited', exitCode: 0 }]);
});

test('does not freeze the processes if the option is off', async () => {
  const environment = await environmentOf({ code: 'return process.pid;', extensions: { idle: IDLE }, options: { freeze: false } });
  const { response } = await environment.invoke({});
  expect(pidsOf(environment, response).map(stateOf)).not.toContain('T');
});
