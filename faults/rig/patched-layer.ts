import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, Zippable, zipSync } from 'fflate';

const MAIN = 'kinesis-telemetry-extension/main.cjs';
const EXECUTABLE = 0o100755;

/** A copy of the layer. `remove` deletes it. */
export interface PatchedLayer {
  readonly layer: string;
  remove(): Promise<void>;
}

/** Makes a copy of the layer in which JavaScript runs before the bundle, in the extension's process. */
export async function patchLayer(layer: string, preludes: readonly string[]): Promise<PatchedLayer> {
  const files = unzipSync(await readFile(layer));
  if (!files[MAIN]) throw new Error(`The layer must contain ${MAIN}, it contains ${Object.keys(files).join(', ')}`);
  files[MAIN] = Buffer.concat([...preludes.map((prelude) => Buffer.from(prelude)), files[MAIN]]);
  const executables: Zippable = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, [content, { os: 3, attrs: EXECUTABLE * 0x10000 }]]));
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const copy = join(folder, 'layer.zip');
  await writeFile(copy, zipSync(executables));
  return { layer: copy, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Lets the extension trust a certificate, besides those that Node.js trusts. The launcher keeps NODE_EXTRA_CA_CERTS from the extension.
 * The certificate is added when a connection is created and not before, so that Node.js loads its own when it does without this.
 *
 * @param certificate in PEM
 */
export function trustPrelude(certificate: string): string {
  return `{
  const tls = require('node:tls');
  const create = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = create(options);
    secure.context.addCACert(${JSON.stringify(certificate)});
    return secure;
  };
}
`;
}
