import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import { bundleForNative } from './bundle-for-native';
import { bundleForNodejs } from './bundle-for-nodejs';
import { partsOf, thirdPartyNotices } from './third-party-notices';
import type { Parts } from './third-party-notices';
import { buildHosts } from '../host/build-hosts';
import { cratesOf } from '../host/crates';
import type { HostTarget } from '../host/targets';

const EXTENSION = 'kinesis-telemetry-extension';

const EXECUTABLE = 0o755;
const READABLE = 0o644;
const REGULAR_FILE = 0o100000;
const UNIX = 3;

/** The first day that a zip file can contain. fflate writes local time, so the bytes are the same in every time zone. */
const EPOCH = new Date(1980, 0, 1);

export interface Layer {
  readonly zip: Uint8Array;
  /** the contents of the zip file, in its order */
  readonly entries: readonly LayerEntry[];
  /** what the layer contains of others */
  readonly parts: Parts;
  /** their licences */
  readonly notices: string;
}

export interface LayerEntry {
  /** from /opt */
  readonly name: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

/**
 * Builds the layer from the sources: the extension for Node.js, and the native host for these targets.
 *
 * @throws NoToolchain if this machine cannot build the native host
 */
export async function buildLayer(root: string, targets: readonly HostTarget[]): Promise<Layer> {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
  const [nodejs, native] = await Promise.all([bundleForNodejs(version), bundleForNative(version)]);
  const hosts = await buildHosts(native.files, targets);
  const launcher = readFileSync(resolve(root, `extension-src/${EXTENSION}.sh`), 'utf8').replace(/\r\n/g, '\n');
  const bundles = targets.length > 0 ? [nodejs, native] : [nodejs];
  const parts = partsOf(bundles.map(({ metafile }) => metafile), await cratesOf(targets), root);
  const notices = thirdPartyNotices(root, parts);

  const entries = [
    { name: `extensions/${EXTENSION}`, content: Buffer.from(launcher), mode: EXECUTABLE },
    ...nodejs.files.map(({ name, content }) => ({ name: `${EXTENSION}/${name}`, content, mode: READABLE })),
    ...targets.map(({ fileName }, at) => ({ name: `${EXTENSION}/${fileName}`, content: hosts[at], mode: EXECUTABLE })),
    { name: `${EXTENSION}/THIRD-PARTY-NOTICES.txt`, content: Buffer.from(notices), mode: READABLE },
  ];
  return { zip: zipSync(Object.fromEntries(entries.map((entry) => [entry.name, zippable(entry)]))), entries, parts, notices };
}

function zippable({ content, mode }: LayerEntry): Zippable[string] {
  // fflate compresses in JavaScript: the output of zlib depends on the version of Node.js.
  return [content, { level: 9, mtime: EPOCH, os: UNIX, attrs: ((REGULAR_FILE | mode) << 16) >>> 0 }];
}
