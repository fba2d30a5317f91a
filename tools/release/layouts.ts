import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes';
import { ROOT } from './project';

/** How a package manager lays packages out, and how a command is run among them. */
export interface Layout {
  readonly name: string;
  readonly install: (app: string, env: NodeJS.ProcessEnv) => Promise<unknown>;
  /** Runs the script of a package that is installed, or one of the app's own. */
  readonly node: (app: string, env: NodeJS.ProcessEnv, script: string, ...args: string[]) => Promise<string>;
  /** Whether the library is laid out as the layout's name says. */
  readonly isLaidOut: (app: string) => boolean;
}

const LIBRARY = 'node_modules/cdk-kinesis-telemetry-extension';
/** Archives as they were downloaded, each under its hash. */
const CACHE = join(ROOT, '.cache');
const PNPM = join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs');
const YARN = join(ROOT, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');

export const NPM: Layout = {
  name: 'npm: flat',
  install: (cwd, env) => run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'], { cwd, env }),
  node: inNodeModules,
  isLaidOut: (app) => lstatSync(join(app, LIBRARY)).isDirectory(),
};

export const PNPM_STRICT: Layout = {
  name: 'pnpm: linked, strict peers',
  install: (cwd, env) => run(process.execPath, [PNPM, 'install', '--ignore-scripts', '--strict-peer-dependencies', '--no-frozen-lockfile',
    '--store-dir', join(CACHE, 'pnpm')], { cwd, env }),
  node: inNodeModules,
  isLaidOut: (app) => lstatSync(join(app, LIBRARY)).isSymbolicLink(),
};

export const YARN_NODE_MODULES: Layout = {
  name: 'yarn: node_modules',
  install: (app, env) => yarn(app, env, 'node-modules'),
  node: inNodeModules,
  isLaidOut: (app) => lstatSync(join(app, LIBRARY)).isDirectory(),
};

export const YARN_PNP: Layout = {
  name: 'yarn: Plug\'n\'Play',
  install: (app, env) => yarn(app, env, 'pnp'),
  node: (cwd, env, script, ...args) => script.startsWith('.')
    ? run(process.execPath, [YARN, 'node', script, ...args], { cwd, env })
    : run(process.execPath, [YARN, 'run', script.split('/').at(-1)!, ...args], { cwd, env }),
  isLaidOut: (app) => existsSync(join(app, '.pnp.cjs')) && !existsSync(join(app, 'node_modules')),
};

function inNodeModules(cwd: string, env: NodeJS.ProcessEnv, script: string, ...args: string[]): Promise<string> {
  return run(process.execPath, [script.startsWith('.') ? script : join('node_modules', script), ...args], { cwd, env });
}

async function yarn(app: string, env: NodeJS.ProcessEnv, nodeLinker: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  // An app is a project of its own if it has a lock file.
  writeFileSync(join(app, 'yarn.lock'), '');
  writeFileSync(join(app, '.yarnrc.yml'), [
    `nodeLinker: ${nodeLinker}`, `globalFolder: ${JSON.stringify(join(CACHE, 'yarn'))}`,
    // The app has ES modules, and no package that would tell yarn so.
    'pnpEnableEsmLoader: true',
    'enableTelemetry: false', 'enableScripts: false', 'enableImmutableInstalls: false', 'compressionLevel: 0', '',
  ].join('\n'));
  await run(process.execPath, [YARN, 'install'], { cwd: app, env });
}
