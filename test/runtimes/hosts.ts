import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { nodeBinary } from '../../simulator';

/** A layer with `node` in `/opt/bin`, which is on PATH: other runtimes have no Node.js, and the layer's JavaScript runs on it. */
export function nodeLayer(folder: string): string {
  const file = join(folder, 'node-layer.zip');
  const script = `#!/bin/sh\nexec "${nodeBinary('nodejs22.x')}" "$@"\n`;
  writeFileSync(file, zipSync({ 'bin/node': [strToU8(script), { os: 3, attrs: 0o100755 * 0x10000 }] }));
  return file;
}
