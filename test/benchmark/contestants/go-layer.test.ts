import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { writeGoLayer } from '../../../benchmark/contestants/go-layer';

let folder: string;
let layer: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-go-test-'));
  layer = join(folder, 'go.zip');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command in the place of Go's. */
function command(script: string): string {
  const file = join(folder, 'go');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('the layer has the binary that the toolchain wrote, as an executable extension', async () => {
  const go = command('while [ "$1" != -o ]; do shift; done; printf "built in %s" "$(basename "$PWD")" > "$2"');
  expect(await writeGoLayer(layer, go)).toBeUndefined();
  expect(Buffer.from(unzipSync(readFileSync(layer))['extensions/go-extension']).toString()).toBe('built in go-extension');
});

test('without a toolchain there is a reason and no layer', async () => {
  expect(await writeGoLayer(layer, join(folder, 'missing'))).toMatch(/^there is no Go toolchain: the command .*missing was not found$/);
  expect(existsSync(layer)).toBe(false);
});

test('the reason of a failed build is the first line of what the toolchain said', async () => {
  const go = command('echo "module lookup disabled" >&2; echo more >&2; exit 1');
  expect(await writeGoLayer(layer, go)).toMatch(/go build failed: module lookup disabled$/);
});
