import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import { bundleExtension } from './bundle-extension';
import type { Bundle } from './bundle-extension';
import { thirdPartyNotices } from './third-party-notices';

const EXTENSION = 'kinesis-telemetry-extension';

const EXECUTABLE = 0o755;
const READABLE = 0o644;
const REGULAR_FILE = 0o100000;
const UNIX = 3;

/** The first day that a zip file can contain. fflate writes local time, so the bytes are the same in every time zone. */
const EPOCH = new Date(1980, 0, 1);

export interface Layer {
  readonly zip: Uint8Array;
  readonly files: Bundle['files'];
  /** the licences of the bundled packages */
  readonly notices: string;
}

/** Builds the layer from the sources, with the same bytes on every machine. */
export async function buildLayer(root: string): Promise<Layer> {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };
  const { files, metafile } = await bundleExtension(version);
  const launcher = readFileSync(resolve(root, `extension-src/${EXTENSION}.sh`), 'utf8').replace(/\r\n/g, '\n');
  const notices = thirdPartyNotices(root, metafile);

  const content: Zippable = { [`extensions/${EXTENSION}`]: entry(Buffer.from(launcher), EXECUTABLE) };
  for (const file of files) content[`${EXTENSION}/${file.name}`] = entry(file.content, READABLE);
  content[`${EXTENSION}/THIRD-PARTY-NOTICES.txt`] = entry(Buffer.from(notices), READABLE);
  return { zip: zipSync(content), files, notices };
}

function entry(content: Uint8Array, mode: number): [Uint8Array, object] {
  // fflate compresses in JavaScript: the output of zlib depends on the version of Node.js.
  return [content, { level: 9, mtime: EPOCH, os: UNIX, attrs: ((REGULAR_FILE | mode) << 16) >>> 0 }];
}
