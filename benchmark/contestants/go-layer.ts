import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { zipSync } from 'fflate';
import { EXECUTABLE, UNIX } from './bare-layer';

/** The name of the minimal extension in Go. */
export const GO_EXTENSION_NAME = 'go-extension';

const SOURCE = path.resolve(__dirname, 'go-extension');
/** It downloads two modules and compiles an SDK. */
const TIME_LIMIT_MS = 8 * 60_000;

/** A static binary without symbols, as is usual for Lambda, by the toolchain of this machine and from the modules of go.sum. */
const BUILD = ['build', '-trimpath', '-ldflags=-s -w'];
const ENVIRONMENT = { CGO_ENABLED: '0', GOOS: 'linux', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' };

/**
 * Builds the extension in Go, and writes a layer with it. Resolves to the reason if that is not possible: without a Go toolchain, or without
 * the modules and a network.
 *
 * @param go the command of the toolchain
 */
export async function writeGoLayer(file: string, go = 'go'): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'telemetry-go-'));
  try {
    const binary = path.join(folder, GO_EXTENSION_NAME);
    await promisify(execFile)(go, [...BUILD, '-o', binary, '.'], { cwd: SOURCE, env: { ...process.env, ...ENVIRONMENT }, timeout: TIME_LIMIT_MS });
    await writeFile(file, zipSync({ [`extensions/${GO_EXTENSION_NAME}`]: [await readFile(binary), { os: UNIX, attrs: EXECUTABLE }] }));
    return undefined;
  } catch (error) {
    return reasonOf(error, go);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown, go: string): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
  if (code === 'ENOENT') return `there is no Go toolchain: the command ${go} was not found`;
  return `${go} build failed: ${stderr?.trim().split('\n')[0] || message}`;
}
