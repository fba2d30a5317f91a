import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FunctionConfiguration, javaClient, pythonClient } from '../../simulator';

const ROOT = resolve(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const FUNCTIONS = join(__dirname, 'functions');

/** A function, built. */
export type Built = Pick<FunctionConfiguration, 'runtime' | 'runtimeClient' | 'codeDirectory' | 'handler'>;

/** A function of examples/ in one language. `home` is a folder for what is built. */
export type Build = (home: string) => Promise<Built>;

/** Python needs no build. Its handlers are `inventory.handler` and those of functions/python. */
export async function pythonFunction(_home: string, handler = 'inventory.handler'): Promise<Built> {
  const codeDirectory = handler.startsWith('inventory.') ? join(EXAMPLES, 'functions') : join(FUNCTIONS, 'python');
  return { runtime: 'python3.13', runtimeClient: await pythonClient(), codeDirectory, handler };
}

/** Maven compiles the example, and a class of the tests with it. */
export async function javaFunction(home: string, handler = 'com.example.Inventory'): Promise<Built> {
  const runtimeClient = await javaClient();
  const folder = await copyOf('java', home);
  await cp(join(FUNCTIONS, 'java', 'Troubles.java'), join(folder, 'src/main/java/com/example/Troubles.java'));
  await run('mvn', ['--quiet', '--batch-mode', `-Dmaven.repo.local=${join(ROOT, '.cache', 'maven')}`, 'compile'], folder);
  return { runtime: 'java21', runtimeClient, codeDirectory: join(folder, 'target', 'classes'), handler };
}

/** Go compiles the example, or the function of the tests with the example's modules. */
export async function goFunction(home: string, source = join(EXAMPLES, 'runtimes', 'go', 'main.go')): Promise<Built> {
  const folder = await copyOf('go', home);
  await cp(source, join(folder, 'main.go'));
  const code = join(folder, 'code');
  await mkdir(code);
  await run('go', ['build', '-mod=readonly', '-tags', 'lambda.norpc', '-o', join(code, 'bootstrap'), '.'], folder, { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' });
  return { runtime: 'provided.al2023', codeDirectory: code, handler: 'bootstrap' };
}

export const PANICKING_GO_FUNCTION = join(FUNCTIONS, 'go', 'main.go');

export async function shellFunction(): Promise<Built> {
  return { runtime: 'provided.al2023', codeDirectory: join(EXAMPLES, 'runtimes', 'shell'), handler: 'bootstrap' };
}

async function copyOf(example: string, home: string): Promise<string> {
  const folder = await mkdtemp(join(home, `${example}-`));
  await cp(join(EXAMPLES, 'runtimes', example), folder, { recursive: true });
  return folder;
}

async function run(file: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  try {
    await promisify(execFile)(file, args, { cwd, env: { ...process.env, ...env } });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(' ')} failed: ${`${stdout}\n${stderr}`.trim() || message}`, { cause: error });
  }
}
