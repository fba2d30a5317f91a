import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYER, ROOT, readManifest } from '../project';
import { run } from '../run';

const CACHE = join(ROOT, '.cache');
const PNPM = join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs');
const YARN = join(ROOT, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
const BIN = 'cdk-kinesis-telemetry-extension';
const YARN_SETTINGS = {
  YARN_GLOBAL_FOLDER: join(CACHE, 'yarn'), YARN_ENABLE_SCRIPTS: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: '0', YARN_ENABLE_TELEMETRY: '0', YARN_COMPRESSION_LEVEL: '0',
  // The app has an ES module, and no dependency that tells yarn so.
  YARN_PNP_ENABLE_ESM_LOADER: '1',
};

interface Layout {
  readonly name: string;
  readonly install: readonly [command: string, ...args: readonly string[]];
  /** arguments of Node.js before the script */
  readonly node?: readonly string[];
  /** the package's command, without its arguments. @default - the file in node_modules/.bin */
  readonly bin?: readonly [command: string, ...args: readonly string[]];
  readonly env?: Record<string, string>;
}

/** pnpm is the strictest: it hides packages that ours does not declare. The types are checked there. */
const LAYOUTS: readonly Layout[] = [
  { name: 'pnpm', install: ['node', PNPM, 'install', '--ignore-scripts', '--strict-peer-dependencies', '--no-frozen-lockfile', '--store-dir', join(CACHE, 'pnpm')] },
  { name: 'npm', install: ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'] },
  { name: 'yarn', install: ['node', YARN, 'install'], env: { ...YARN_SETTINGS, YARN_NODE_LINKER: 'node-modules' } },
  { name: 'yarn-pnp', install: ['node', YARN, 'install'], node: [YARN, 'node'], bin: ['node', YARN, 'run', BIN], env: { ...YARN_SETTINGS, YARN_NODE_LINKER: 'pnp' } },
];

/** Installs the package with the oldest allowed peers in an empty app, by each package manager, and runs the app as CommonJS and as an ES module. */
export async function checkApps(tarball: string, folder: string): Promise<string> {
  const registry = (await run('npm', ['config', 'get', 'registry', '--loglevel', 'silent'])).trim();
  const [typed, ...others] = LAYOUTS.map((layout) => ({ ...layout, env: { npm_config_registry: registry, YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''), ...layout.env } }));
  const compiled = join(folder, 'compiled');
  await install(typed, tarball, join(folder, typed.name), ['typescript', '@types/node']);
  await compile(join(folder, typed.name), compiled);
  await runApp(typed, join(folder, typed.name), compiled);
  for (const layout of others) {
    await install(layout, tarball, join(folder, layout.name));
    await runApp(layout, join(folder, layout.name), compiled);
  }
  return `types are right without skipLibCheck; synthesizes, and reads a record by import and require, and starts the command, with ${LAYOUTS.map(({ name }) => name).join(', ')}`;
}

async function install(
  { name: manager, install: [command, ...args], env }: Layout, tarball: string, app: string, devDependencies: readonly string[] = [],
): Promise<void> {
  const { name, peerDependencies } = readManifest();
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({
    name: 'app', version: '1.0.0', private: true,
    dependencies: { [name]: `file:${tarball}`, ...mapped(Object.keys(peerDependencies), (peer) => peerDependencies[peer].replace('^', '')) },
    devDependencies: mapped(devDependencies, versionHere),
  }));
  // yarn treats a folder with a lock file as a project of its own.
  if (manager.startsWith('yarn')) writeFileSync(join(app, 'yarn.lock'), '');
  await run(command, args, { cwd: app, env });
}

/** The app must print the number of the record that it reads, and synthesize the layer as an asset. The package's command must start. */
async function runApp({ name, node = [], bin, env }: Layout, app: string, compiled: string): Promise<void> {
  for (const script of ['app.js', 'app.mjs']) {
    cpSync(join(compiled, script), join(app, script));
    const out = join(app, `cdk.out.${script}`);
    const printed = await run('node', [...node, `./${script}`], { cwd: app, env: { ...env, CDK_OUTDIR: out } });
    if (!printed.includes('sequence 42')) throw new Error(`${name}: ${script} should print "sequence 42", it printed ${printed}`);
    const assets = readdirSync(out).filter((file) => /^asset\..*\.zip$/.test(file)).map((file) => readFileSync(join(out, file)));
    if (!assets.some((asset) => asset.equals(readFileSync(LAYER)))) throw new Error(`${name}: no asset in ${out} is assets/layer.zip`);
  }
  const [command, ...args] = bin ?? [join(app, 'node_modules/.bin', BIN)];
  const { version } = readManifest();
  const printed = await run(command, [...args, '--version'], { cwd: app, env });
  if (printed.trim() !== version) throw new Error(`${name}: ${BIN} --version should print ${version}, it printed ${printed}`);
}

/** Compiles one source as CommonJS and as an ES module, and checks all declarations that it imports. */
async function compile(app: string, outDir: string): Promise<void> {
  const source = readFileSync(join(__dirname, 'app/app.ts'));
  for (const file of ['app.ts', 'app.mts']) writeFileSync(join(app, file), source);
  const options = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'], rootDir: '.', outDir, noEmitOnError: true };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['app.ts', 'app.mts'] }));
  await run('node', ['node_modules/typescript/bin/tsc'], { cwd: app });
}

function versionHere(name: string): string {
  return (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

function mapped(names: readonly string[], value: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}
