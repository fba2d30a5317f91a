import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYER, ROOT, readManifest } from '../project';
import { run } from '../run';

const CACHE = join(ROOT, '.cache');
const PNPM = join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs');
const YARN = join(ROOT, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
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
  readonly env?: Record<string, string>;
}

/** pnpm is the strictest: it hides what the package does not declare. There the types are checked. */
const TYPED: Layout = {
  name: 'pnpm', install: ['node', PNPM, 'install', '--ignore-scripts', '--strict-peer-dependencies', '--no-frozen-lockfile', '--store-dir', join(CACHE, 'pnpm')],
};
const OTHERS: readonly Layout[] = [
  { name: 'npm', install: ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'] },
  { name: 'yarn', install: ['node', YARN, 'install'], env: { ...YARN_SETTINGS, YARN_NODE_LINKER: 'node-modules' } },
  { name: 'yarn-pnp', install: ['node', YARN, 'install'], node: [YARN, 'node'], env: { ...YARN_SETTINGS, YARN_NODE_LINKER: 'pnp' } },
];

/** Installs the package with the oldest allowed peers in an empty app, by each package manager, and runs the app as CommonJS and as an ES module. */
export async function checkApps(tarball: string, folder: string): Promise<string> {
  const compiled = join(folder, 'compiled');
  const typed = await installed(TYPED, tarball, folder, ['typescript', '@types/node']);
  await compile(typed, compiled);
  for (const layout of [TYPED, ...OTHERS]) {
    const app = layout === TYPED ? typed : await installed(layout, tarball, folder);
    for (const script of ['app.js', 'app.mjs']) {
      cpSync(join(compiled, script), join(app, script));
      const out = join(app, `cdk.out.${script}`);
      const said = await run('node', [...layout.node ?? [], `./${script}`], { cwd: app, env: { ...await environment(layout), CDK_OUTDIR: out } });
      if (!said.includes('sequence 42')) throw new Error(`${layout.name}: ${script} should print "sequence 42", it printed ${said}`);
      const assets = readdirSync(out).filter((file) => /^asset\..*\.zip$/.test(file)).map((file) => readFileSync(join(out, file)));
      if (!assets.some((asset) => asset.equals(readFileSync(LAYER)))) throw new Error(`${layout.name}: no asset in ${out} is assets/layer.zip`);
    }
  }
  return `types are right without skipLibCheck; synthesizes, reads a record by import and require with ${[TYPED, ...OTHERS].map(({ name }) => name).join(', ')}`;
}

/** @returns the app's folder */
async function installed(layout: Layout, tarball: string, folder: string, devDependencies: readonly string[] = []): Promise<string> {
  const app = join(folder, layout.name);
  const { name, peerDependencies } = readManifest();
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({
    name: 'app', version: '1.0.0', private: true,
    dependencies: { [name]: `file:${tarball}`, ...mapped(Object.keys(peerDependencies), (peer) => peerDependencies[peer].replace('^', '')) },
    devDependencies: mapped(devDependencies, versionHere),
  }));
  // yarn takes a folder with a lock file for a project of its own.
  if (layout.name.startsWith('yarn')) writeFileSync(join(app, 'yarn.lock'), '');
  const [command, ...args] = layout.install;
  await run(command, args, { cwd: app, env: await environment(layout) });
  return app;
}

/** The same source as CommonJS and as an ES module, against the types of the package and of all that they import. */
async function compile(app: string, outDir: string): Promise<void> {
  const source = readFileSync(join(__dirname, 'app/app.ts'));
  for (const file of ['app.ts', 'app.mts']) writeFileSync(join(app, file), source);
  const options = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'], rootDir: '.', outDir, noEmitOnError: true };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['app.ts', 'app.mts'] }));
  await run('node', ['node_modules/typescript/bin/tsc'], { cwd: app });
}

async function environment({ env }: Layout): Promise<Record<string, string>> {
  const registry = (await run('npm', ['config', 'get', 'registry', '--loglevel', 'silent'])).trim();
  return { npm_config_registry: registry, YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''), ...env };
}

function versionHere(name: string): string {
  return (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

function mapped(names: readonly string[], value: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}
