import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const PEERS = ['aws-cdk-lib', 'constructs'];
/** What the constructs do, and what their templates are like. */
const TESTS = 'test/construct';
const QUALITY = 'test/quality';

/** The constructs' types and tests against the newest of our peers, which are installed outside of the repository. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'latest-'));
  try {
    const modules = install(folder);
    const types = run('tsc', '--noEmit', '-p', typeCheckIn(folder, modules));
    // Newer versions of aws-cdk-lib look through each template themselves, by the schemas of its resources. That takes its time: for the
    // templates that are there for it.
    process.env.CDK_VALIDATION = 'false';
    const tests = run('jest', '--ci', '--silent', '--config', testsWith(modules, TESTS));
    delete process.env.CDK_VALIDATION;
    const quality = run('jest', '--ci', '--silent', '--config', testsWith(modules, QUALITY));
    process.exitCode = types || tests || quality;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the folder that the newest peers are in */
function install(folder: string): string {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel', 'error',
    ...PEERS.map((peer) => `${peer}@latest`)], { cwd: folder, stdio: 'inherit' });
  const modules = join(folder, 'node_modules');
  for (const peer of PEERS) console.log(`${peer} ${versionIn(modules, peer)}, the floor is ${versionIn(join(ROOT, 'node_modules'), peer)}`);
  return modules;
}

function versionIn(modules: string, name: string): string {
  return (JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { version: string }).version;
}

/** @returns the configuration of a type check that finds the peers there, whoever asks for them */
function typeCheckIn(folder: string, modules: string): string {
  const config = join(folder, 'tsconfig.json');
  const { compilerOptions: { paths } } = JSON.parse(run$('tsc', '--showConfig', '-p', 'tsconfig.dev.json')) as { compilerOptions: { paths: Record<string, string[]> } };
  const absolute = Object.entries(paths).map(([name, targets]) => [name, targets.map((target) => resolve(ROOT, target))]);
  writeFileSync(config, JSON.stringify({
    extends: join(ROOT, 'tsconfig.dev.json'),
    compilerOptions: {
      rootDir: '/',
      typeRoots: [join(ROOT, 'node_modules', '@types')],
      paths: {
        ...Object.fromEntries(absolute) as Record<string, string[]>,
        ...Object.fromEntries(PEERS.flatMap((peer) => [[peer, [join(modules, peer)]], [`${peer}/*`, [`${join(modules, peer)}/*`]]])),
      },
    },
    include: ['src', TESTS, QUALITY].map((path) => join(ROOT, path, '**/*.ts')),
    exclude: [],
  }));
  return config;
}

/** @returns jest's configuration, as JSON, with which everything that is tested and everything that it needs finds the peers there */
function testsWith(modules: string, folder: string): string {
  const config = JSON.parse(readFileSync(join(ROOT, 'jest.config.json'), 'utf8')) as { moduleNameMapper: Record<string, string> };
  const peers = PEERS.map((peer) => [`^${peer}(/.*)?$`, `${join(modules, peer)}$1`]);
  return JSON.stringify({
    ...config,
    rootDir: ROOT,
    roots: [join(ROOT, folder)],
    moduleNameMapper: { ...config.moduleNameMapper, ...Object.fromEntries(peers) as Record<string, string> },
    reporters: ['default'],
  });
}

function run(tool: string, ...args: string[]): number {
  return spawnSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

function run$(tool: string, ...args: string[]): string {
  return execFileSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, encoding: 'utf8' });
}

main();
