import { readFileSync } from 'node:fs';
import { NATIVE_ARCHITECTURES, nativeHostFile } from '../settings/layer-files';

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16 */
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const FILE_HEADER = 0x02014b50;
const FILE_HEADER_BYTES = 46;

/** What the archive of a layer contains. */
export interface LayerContents {
  /** The architectures whose native host is inside: none if the archive was built on a machine without Rust. */
  readonly nativeArchitectures: readonly string[];
}

export function contentsOf(archive: string): LayerContents {
  const names = new Set(namesIn(readFileSync(archive)));
  return { nativeArchitectures: NATIVE_ARCHITECTURES.filter((architecture) => names.has(nativeHostFile(architecture))) };
}

/** Returns the names of the files in a zip archive, from its central directory. An archive that is none has no files. */
function namesIn(zip: Buffer): string[] {
  const end = endOfDirectory(zip);
  if (end === undefined) return [];
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0 && isHeaderAt(zip, at); left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + FILE_HEADER_BYTES, at + FILE_HEADER_BYTES + nameLength));
    at += FILE_HEADER_BYTES + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

/** The record stands at the end of the archive, before a comment of any length. */
function endOfDirectory(zip: Buffer): number | undefined {
  for (let at = zip.length - END_OF_DIRECTORY_BYTES; at >= 0; at--) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  return undefined;
}

function isHeaderAt(zip: Buffer, at: number): boolean {
  return at + FILE_HEADER_BYTES <= zip.length && zip.readUInt32LE(at) === FILE_HEADER;
}
