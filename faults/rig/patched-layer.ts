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

/** Makes a copy of the layer in which JavaScript runs before the bundle for Node.js, in the extension's process. */
export async function patchLayer(layer: string, preludes: readonly string[]): Promise<PatchedLayer> {
  const files = unzipSync(await readFile(layer), { filter: ({ name }) => !isHost(name) });
  if (!files[MAIN]) throw new Error(`The layer must contain ${MAIN}, it contains ${Object.keys(files).join(', ')}`);
  files[MAIN] = Buffer.concat([...preludes.map((prelude) => Buffer.from(prelude)), files[MAIN]]);
  return copyOf(files);
}

/** Makes a copy of the layer with another native host. */
export async function replaceHost(layer: string, host: Uint8Array): Promise<PatchedLayer> {
  const files = unzipSync(await readFile(layer), { filter: ({ name }) => !name.endsWith('.cjs') });
  for (const name of Object.keys(files).filter(isHost)) files[name] = Uint8Array.from(host);
  return copyOf(files);
}

function isHost(name: string): boolean {
  return name.startsWith('kinesis-telemetry-extension/host-');
}

async function copyOf(files: Readonly<Record<string, Uint8Array>>): Promise<PatchedLayer> {
  const executables: Zippable = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, [content, { level: 0, os: 3, attrs: EXECUTABLE * 0x10000 }]]));
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const copy = join(folder, 'layer.zip');
  await writeFile(copy, zipSync(executables));
  return { layer: copy, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes a certificate to a file, for AWS_CA_BUNDLE, which the native host reads. */
export async function certificateFile(certificate: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, certificate);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Lets the extension on Node.js trust a certificate, besides those that Node.js trusts. The launcher keeps NODE_EXTRA_CA_CERTS from the extension.
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
