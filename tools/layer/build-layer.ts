import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildLayer } from './layer-zip';
import type { Layer } from './layer-zip';
import { HOSTS_VARIABLE, selectHosts, targetsOf } from '../host/targets';
import { NoToolchain } from '../host/toolchain';
import { LAYER, ROOT } from '../project';

/**
 * Writes assets/layer.zip, which the construct deploys, and THIRD-PARTY-NOTICES.txt, the licences of what it contains of others.
 * `--all` (or LAYER_HOSTS=all): with the native host for both architectures, `--none`: without one, otherwise for this machine if it can build it.
 */
async function main(): Promise<void> {
  const selection = selectHosts(process.argv.slice(2), process.env[HOSTS_VARIABLE]);
  const { zip, entries, notices } = await buildLayer(ROOT, targetsOf(selection)).catch((error: unknown): Promise<Layer> => {
    if (selection === 'all' || !(error instanceof NoToolchain)) throw error;
    console.error(`the layer has no native host, and runs on Node.js only: ${error.message}`);
    return buildLayer(ROOT, []);
  });
  mkdirSync(dirname(LAYER), { recursive: true });
  writeFileSync(LAYER, zip);
  writeFileSync(resolve(ROOT, 'THIRD-PARTY-NOTICES.txt'), notices);
  const sizes = entries.map(({ name, content }) => `${name} ${content.length}`).join(', ');
  console.error(`assets/layer.zip: ${zip.length} bytes (${sizes}), sha256 ${createHash('sha256').update(zip).digest('hex')}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
