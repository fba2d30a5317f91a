import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BinaryCache, keyOf } from './binary-cache';
import type { HostTarget } from './targets';
import { CRATE, prepareToolchain, toolchainVersions } from './toolchain';
import type { Compiler } from './toolchain';
import { ROOT } from '../project';
import { run } from '../run';

const CACHE = join(ROOT, '.cache/host');
/** Finished binaries, in .cache. Their names begin with that of the file in the layer. */
export const BINARIES = 'host/binaries';
const BINARY = 'extension-host';

/** Folders of the crate that are not in the binary. */
const NOT_BUILT = /^(target|tests|benches|fuzz)$/;

/** A file of the bundle of the extension for the native host. */
export interface BundledFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The file that the host starts. All others are its parts. */
export const MAIN = 'main.js';

/**
 * Builds the native host with a bundle of the extension inside. The same sources, bundle and compilers are built once.
 *
 * @returns the binary of each target, in their order
 * @throws NoToolchain if the machine lacks what it takes
 */
export async function buildHosts(bundle: readonly BundledFile[], targets: readonly HostTarget[]): Promise<Uint8Array[]> {
  if (targets.length === 0) return [];
  const files = bundle.flatMap(({ name, content }) => [name, content]);
  const key = keyOf(await toolchainVersions(), readFileSync(__filename), ...files, ...contentsOf(CRATE));
  const cache = new BinaryCache(join(ROOT, '.cache', BINARIES));
  const name = ({ fileName }: HostTarget) => `${fileName}-${key}`;

  const missing = targets.filter((target) => !cache.find(name(target)));
  if (missing.length > 0) {
    console.error(`building the native host for ${missing.map(({ machine }) => machine).join(' and ')}: once, for some minutes`);
    const compiler = await prepareToolchain(missing);
    const built = await build(bundle, key, missing, compiler);
    for (const [index, target] of missing.entries()) cache.add(name(target), built[index]);
  }
  return targets.map((target) => cache.find(name(target))!);
}

/** All targets at once: a crate at the end is compiled on one processor, whatever the number of them is. */
async function build(bundle: readonly BundledFile[], key: string, targets: readonly HostTarget[], { command, env }: Compiler): Promise<Uint8Array[]> {
  const bundleFolder = join(CACHE, `bundle-${key}`);
  const partsFolder = join(bundleFolder, 'parts');
  const targetFolder = join(CACHE, 'target');
  mkdirSync(partsFolder, { recursive: true });
  for (const { name, content } of bundle) writeFileSync(join(name === MAIN ? bundleFolder : partsFolder, name), content);
  try {
    await run(command, ['build', '--release', '--locked', '--bin', BINARY, ...targets.flatMap(({ triple }) => ['--target', triple])], {
      cwd: CRATE,
      env: { ...env, ...REPRODUCIBLE, EXTENSION_BUNDLE: join(bundleFolder, MAIN), EXTENSION_PARTS: partsFolder, CARGO_TARGET_DIR: targetFolder },
    });
  } finally {
    rmSync(bundleFolder, { recursive: true, force: true });
  }
  return targets.map(({ triple }) => readFileSync(join(targetFolder, triple, 'release', BINARY)));
}

/** Keeps paths of the machine out of the binary: the same sources give the same bytes in every folder. */
const FOLDERS = { [process.env.CARGO_HOME || join(homedir(), '.cargo')]: '/cargo', [ROOT]: '/project' };
/** Nothing unwinds the stack, as a panic never returns. The tables would be 4 % of the layer. */
const WITHOUT_UNWIND_TABLES = ['-fno-unwind-tables', '-fno-asynchronous-unwind-tables'];
/** Zig and Rust both bring the start files of musl; with both, the link fails. */
const START_FILES_OF_ZIG = '-Clink-self-contained=no';
const REPRODUCIBLE = {
  CARGO_ENCODED_RUSTFLAGS: [
    ...Object.entries(FOLDERS).map(([from, to]) => `--remap-path-prefix=${from}=${to}`), '-Cforce-unwind-tables=no', START_FILES_OF_ZIG,
  ].join('\x1f'),
  TARGET_CFLAGS: [...Object.entries(FOLDERS).map(([from, to]) => `-ffile-prefix-map=${from}=${to}`), ...WITHOUT_UNWIND_TABLES].join(' '),
  CARGO_INCREMENTAL: '0',
  // The first day that a zip file can contain.
  SOURCE_DATE_EPOCH: '315532800',
};

/** Names and contents of the files of which the binary is made. */
function contentsOf(folder: string): Array<string | Uint8Array> {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_BUILT.test(name))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [entry.name, ...contentsOf(path)] : [entry.name, readFileSync(path)];
    });
}
