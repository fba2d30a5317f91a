import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';

export interface Run {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Outcome {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 1e8;
const running = new Set<ReturnType<typeof execFile>>();

/** @returns what the command has written; throws with all of it if it fails */
export async function run(command: string, args: readonly string[], { cwd, env }: Run): Promise<string> {
  const { error, stdout, stderr } = await outcome(command, args, { cwd, env });
  if (error) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`.trimEnd());
  return stdout;
}

export async function outcome(command: string, args: readonly string[], { cwd, env }: Run): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, env, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
      running.delete(child);
      resolve({ error, stdout, stderr });
    });
    running.add(child);
  });
}

/** For when we are told to end. */
export function stopAll(): void {
  for (const child of running) child.kill();
}

/** Settings of whoever runs this: of package managers, Node.js, AWS, CDK. */
const SETTINGS = /^(npm_|yarn_|pnpm_|node_options$|node_path$|init_cwd$|aws_|cdk_|jsii_)/i;

/** An environment in which a package manager knows nothing but the registry. */
export async function cleanEnvironment(home: string): Promise<NodeJS.ProcessEnv> {
  const [registry, cache] = await Promise.all(['registry', 'cache'].map(async (key) => (await run('npm', ['config', 'get', key], { cwd: home })).trim()));
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS.test(name))),
    HOME: home,
    npm_config_registry: registry,
    npm_config_cache: cache,
    npm_config_update_notifier: 'false',
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
  };
}
