import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTarget } from './targets';
import { ROOT } from '../project';
import { pythonWith } from '../python-environment';
import { finish } from '../run';

/** Its rust-toolchain.toml pins the toolchain, for every command that runs in this folder. */
export const CRATE = join(ROOT, 'extension-host');

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** The machine lacks something that the native host is built with. */
export class NoToolchain extends Error {}

/** What determines the compilers: the same answer means the same bytes. */
export async function toolchainVersions(): Promise<string> {
  return `${await toolchain('rustc', '-vV')}${readFileSync(REQUIREMENTS, 'utf8')}`;
}

export interface Compiler {
  /** a cargo that compiles C and links by Zig */
  readonly command: string;
  readonly env: Record<string, string>;
}

/**
 * Installs what is missing: the targets by rustup, Zig and cargo-zigbuild into .cache.
 *
 * Rust's own targets for musl link without help, but QuickJS and ring are C, and need a compiler with musl's headers.
 *
 * @throws NoToolchain
 */
export async function prepareToolchain(targets: readonly HostTarget[]): Promise<Compiler> {
  // Build scripts are linked for this machine.
  await toolchain('cc', '--version');
  const libraries = join((await toolchain('rustc', '--print', 'sysroot')).trim(), 'lib/rustlib');
  const missing = targets.map(({ triple }) => triple).filter((triple) => !existsSync(join(libraries, triple, 'lib')));
  if (missing.length > 0) await toolchain('rustup', 'target', 'add', ...missing);

  let python: string;
  try {
    python = pythonWith('zig', REQUIREMENTS);
  } catch (error) {
    throw new NoToolchain(`Zig, its C compiler, cannot be installed with python3 -m venv and pip: ${(error as Error).message}`);
  }
  const environment = join(python, '../..');
  const libraryFolder = join(environment, 'lib');
  const packages = join(libraryFolder, readdirSync(libraryFolder).find((name) => name.startsWith('python3'))!, 'site-packages');
  return { command: join(environment, 'bin/cargo-zigbuild'), env: { CARGO_ZIGBUILD_ZIG_PATH: join(packages, 'ziglang/zig') } };
}

/** Runs a command of the pinned toolchain. */
async function toolchain(command: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, output } = await finish(command, args, { cwd: CRATE }).catch(({ message }: Error) => ({ status: -1, stdout: '', output: message }));
  if (status === 0) return stdout;
  throw new NoToolchain(`it needs Rust (rustup, cc) and Python 3: "${[command, ...args].join(' ')}" failed: ${output.trim().split('\n').at(-1)}`);
}
