import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { alive, cleanUp, codeOf, environmentOf, extension, IDLE, layerOf, said, temporaryFolder, until } from './support';

const CHILDREN = extension("say('CHILD', require('child_process').spawn('sleep', ['60']).pid); await register(); await loop();");

afterEach(cleanUp);

describe('dispose', () => {
  test('ends all processes, deletes the folder and frees the port of a frozen environment', async () => {
    const environment = await environmentOf({ code: 'return process.pid;', extensions: { children: CHILDREN } });
    const { response } = await environment.invoke({});
    const pids = [environment.extensions[0].pid!, response as number, said<number>(environment.extensions[0], 'CHILD')[0]];
    const { root, runtimeApi } = environment;
    expect(pids.map(alive)).toEqual([true, true, true]);
    await environment.dispose();
    await until(() => !pids.some(alive));
    expect(existsSync(root)).toBe(false);
    await expect(fetch(`http://${runtimeApi}/`)).rejects.toThrow('fetch failed');
    await environment.dispose();
    await expect(environment.invoke({})).rejects.toThrow('shut down');
  });

  test('ends a running invocation', async () => {
    const environment = await environmentOf({ code: "console.log('running'); await new Promise((resolve) => setTimeout(resolve, 600_000));", extensions: { idle: IDLE } });
    const running = environment.invoke({});
    await environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
    await environment.dispose();
    expect(await running).toMatchObject({ status: 'failure', error: { errorType: 'Simulator.Disposed' } });
  });

  test('works for an environment that was never used', async () => {
    const environment = await environmentOf({});
    await environment.dispose();
    expect(existsSync(environment.root)).toBe(false);
  });
});

test('processes and folders are cleaned up if the simulator\'s process is killed', async () => {
  const root = path.join(__dirname, '..', '..');
  const script = path.join(temporaryFolder(), 'main.ts');
  writeFileSync(script, `
    import { ExecutionEnvironment } from ${JSON.stringify(path.join(root, 'simulator'))};
    void (async () => {
      const environment = await ExecutionEnvironment.create({ functionName: 'f', handler: 'index.handler', runtime: 'nodejs22.x',
        codeDirectory: ${JSON.stringify(codeOf({ 'index.js': 'exports.handler = async () => process.pid;' }))}, layers: [${JSON.stringify(layerOf({ idle: IDLE }))}] });
      const { response } = await environment.invoke({});
      console.log(JSON.stringify({ root: environment.root, pids: [response, environment.extensions[0].pid] }));
    })();`);
  const child = spawn(process.execPath, [path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'), script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await until(() => output.includes('\n'));
  const state = JSON.parse(output) as { root: string; pids: number[] };
  expect(state.pids.map(alive)).toEqual([true, true]);
  process.kill(-child.pid!, 'SIGKILL');
  await until(() => !state.pids.some(alive) && !existsSync(state.root));
});
