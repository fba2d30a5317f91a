import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildLayer } from './layer-zip';

const ROOT = resolve(__dirname, '../..');
const LAYER = resolve(ROOT, 'assets/layer.zip');

/** Writes assets/layer.zip, which the construct deploys, and THIRD-PARTY-NOTICES.txt, the licences of the bundled packages. */
async function main(): Promise<void> {
  const { zip, files, notices } = await buildLayer(ROOT);
  mkdirSync(dirname(LAYER), { recursive: true });
  writeFileSync(LAYER, zip);
  writeFileSync(resolve(ROOT, 'THIRD-PARTY-NOTICES.txt'), notices);
  const sizes = files.map(({ name, content }) => `${name} ${content.length}`).join(', ');
  console.error(`assets/layer.zip: ${zip.length} bytes (${sizes}), sha256 ${createHash('sha256').update(zip).digest('hex')}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
