import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { alive, cleanUp, codeOf, environmentOf, extension, IDLE, layerOf, said, temporaryFolder, until } from './support';
import { ExecutionEnvironment, nodeBinary } from '../../simulator';
import { extractLayer } from '../../simulator/environment/layer';

const CHILDREN = extension("say('CHILD', require('child_process').spawn('sleep', ['60']).pid); await register(); await loop();");

afterEach(cleanUp);

describe('dispose', () => {
  test('leaves no process, no folder and no port, also of a frozen environment', async () => {
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

  test('ends an invocation that is running', async () => {
    const environment = await environmentOf({ code: "console.log('running'); await new Promise((resolve) => setTimeout(resolve, 600_000));", extensions: { idle: IDLE } });
    const running = environment.invoke({});
    await environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
    await environment.dispose();
    expect(await running).toMatchObject({ status: 'failure', error: { errorType: 'Simulator.Disposed' } });
  });

  test('of an environment that was never used is safe', async () => {
    const environment = await environmentOf({});
    await environment.dispose();
    expect(existsSync(environment.root)).toBe(false);
  });
});

test('a process that is killed in the middle of it leaves nothing behind either', async () => {
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

describe('a layer', () => {
  test('cannot leave the folder that it is extracted into', async () => {
    for (const name of ['../escaped', '/escaped', 'a/../../escaped']) {
      const zip = path.join(temporaryFolder(), 'evil.zip');
      writeFileSync(zip, zipSync({ [name]: strToU8('x') }));
      const target = path.join(temporaryFolder(), 'opt');
      mkdirSync(target);
      await expect(extractLayer(zip, target)).rejects.toThrow();
      expect(readdirSync(path.dirname(target))).toEqual(['opt']);
    }
  });

  test('cannot write through a link, nor link to the outside', async () => {
    const target = temporaryFolder();
    const outside = temporaryFolder();
    const zip = path.join(temporaryFolder(), 'link.zip');
    writeFileSync(zip, zipSync({ link: [strToU8(outside), { os: 3, attrs: 0o120777 * 0x10000 }] }));
    await expect(extractLayer(zip, target)).rejects.toThrow('is outside of the folder');
    writeFileSync(path.join(outside, 'precious'), 'old');
    symlinkSync(path.join(outside, 'precious'), path.join(target, 'file'));
    writeFileSync(zip, zipSync({ file: strToU8('new') }));
    await extractLayer(zip, target);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(readFileSync(path.join(outside, 'precious'), 'utf8')).toBe('old');
  });
});

describe('what cannot work is said', () => {
  test('a runtime that is not simulated', () => {
    expect(() => nodeBinary('nodejs18.x' as 'nodejs22.x')).toThrow('nodejs22.x or nodejs24.x, got "nodejs18.x"');
  });

  test('a folder that is not there', async () => {
    await expect(ExecutionEnvironment.create({ functionName: 'f', handler: 'index.handler', runtime: 'nodejs22.x', codeDirectory: '/does/not/exist' })).rejects.toThrow('/does/not/exist');
  });

  test('a binary that is not installed: which package, and what to do', () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch')!;
    Object.defineProperty(process, 'arch', { ...arch, value: 'riscv64' });
    try {
      expect(() => nodeBinary('nodejs22.x')).toThrow(/"node-22-linux-riscv64" is not installed.*npm ci/);
    } finally {
      Object.defineProperty(process, 'arch', arch);
    }
  });
});
