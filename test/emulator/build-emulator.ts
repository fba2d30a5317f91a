import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The newest version on 2026-11-21. It has no tag that Go understands. */
const MODULE = 'github.com/aws/aws-lambda-runtime-interface-emulator@v0.0.0-20261030222936-bef5c4ba774d';

/** These files name absolute paths of the function and its layers. */
const FILES_WITH_PATHS = ['agents/agent.go', 'aws-lambda-rie/internal/init.go', 'rapid/handlers.go'].map((file) => `internal/lambda-managed-instances/${file}`);
const PATHS = /"(\/(?:opt|var\/runtime|var\/task)[/"])/g;

/** AWS's emulator, built for a folder. */
export interface BuiltEmulator {
  readonly binary: string;
  /** The folder that stands for `/`. */
  readonly root: string;
}

/**
 * Builds AWS's emulator from its Go module. The only change is that a folder stands for `/`: the emulator is made for a container, and
 * `/opt` and `/var` belong to this machine.
 *
 * @param folder an absolute path. Kept from run to run, it saves time
 */
export function buildEmulator(folder: string): BuiltEmulator {
  const source = join(folder, 'source');
  const binary = join(folder, 'aws-lambda-rie');
  const root = join(folder, 'root');
  mkdirSync(folder, { recursive: true });
  const { Dir } = JSON.parse(go(['mod', 'download', '-json', MODULE], folder)) as { Dir: string };
  rmSync(source, { recursive: true, force: true });
  cpSync(Dir, source, { recursive: true });
  // Files of Go's module cache are read-only.
  run('chmod', ['-R', 'u+w', source], folder);
  for (const name of FILES_WITH_PATHS) {
    const file = join(source, name);
    const code = readFileSync(file, 'utf8');
    const changed = code.replace(PATHS, `"${root}$1`);
    if (changed === code) throw new Error(`${name} of ${MODULE} names no path in /opt or /var: the emulator has changed, change ${__filename} too`);
    writeFileSync(file, changed);
  }
  go(['build', '-o', binary, './cmd/aws-lambda-rie'], source);
  return { binary, root };
}

function go(args: readonly string[], cwd: string): string {
  return run('go', args, cwd);
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, GOFLAGS: '' } });
  if (error) throw new Error(`"${program}" cannot run: ${error.message}. The check needs Go 1.25 or newer: https://go.dev/doc/install`);
  if (status !== 0) throw new Error(`"${[program, ...args].join(' ')}" failed with exit code ${String(status)}:\n${stdout}${stderr}`);
  return stdout;
}
