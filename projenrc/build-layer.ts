import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { zipSync } from 'fflate';
import type { AsyncZippable, Zippable } from 'fflate';
import { bundleExtension } from './bundle-extension';
import { thirdPartyNotices } from './third-party-notices';

const ROOT = resolve(__dirname, '..');
const LAYER = resolve(ROOT, 'assets/layer.zip');
const NOTICES = resolve(ROOT, 'THIRD-PARTY-NOTICES.txt');
const EXTENSION = 'kinesis-telemetry-extension';

const EXECUTABLE = 0o755;
const READABLE = 0o644;
const REGULAR_FILE = 0o100000;
const UNIX = 3;

/** The first time that a zip file can say, in whatever time zone it is built: the archive's bytes depend on nothing else. */
const EPOCH = new Date(1980, 0, 1);

function entry(content: Uint8Array, mode: number): Zippable[string] {
  // fflate compresses in JavaScript: zlib's output would change with the Node version that builds.
  return [content, { level: 9, mtime: EPOCH, os: UNIX, attrs: ((REGULAR_FILE | mode) << 16) >>> 0 }] as Zippable[string] & AsyncZippable[string];
}

/** Writes assets/layer.zip, from which the construct makes the layer, and the notices of what is bundled into it. */
async function buildLayer(): Promise<void> {
  const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { version: string };
  const { files, metafile } = await bundleExtension(version);
  const launcher = readFileSync(resolve(ROOT, `extension-src/${EXTENSION}.sh`), 'utf8').replace(/\r\n/g, '\n');
  const notices = thirdPartyNotices(ROOT, metafile);

  const zip: Zippable = { [`extensions/${EXTENSION}`]: entry(Buffer.from(launcher), EXECUTABLE) };
  for (const { name, content } of files) zip[`${EXTENSION}/${name}`] = entry(content, READABLE);
  zip[`${EXTENSION}/THIRD-PARTY-NOTICES.txt`] = entry(Buffer.from(notices), READABLE);
  const layer = zipSync(zip);

  mkdirSync(dirname(LAYER), { recursive: true });
  writeFileSync(LAYER, layer);
  writeFileSync(NOTICES, notices);
  const sizes = files.map(({ name, content }) => `${name} ${content.length}`).join(', ');
  console.error(`layer.zip ${layer.length} bytes (${sizes}), sha256 ${createHash('sha256').update(layer).digest('hex')}`);
}

buildLayer().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
