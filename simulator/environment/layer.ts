import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Entry, openPromise } from 'yauzl';

const SYMBOLIC_LINK = 0o12;

/** The upper 16 bits of an entry's external attributes are the Unix mode: 4 bits for the file type, 12 for the permissions. */
function modeOf(entry: Entry): { kind: number; permissions: number } {
  const mode = Math.floor(entry.externalFileAttributes / 0x10000);
  return { kind: Math.floor(mode / 0o10000), permissions: mode % 0o10000 || 0o644 };
}

/**
 * Resolves a name inside the target folder. yauzl rejects `..` and absolute names too.
 * @throws if the name is outside of the target
 */
function inside(target: string, name: string): string {
  const resolved = path.resolve(target, name);
  if (resolved !== target && !resolved.startsWith(target + path.sep)) {
    throw new Error(`The layer's entry "${name}" is outside of the folder that the layer is extracted into`);
  }
  return resolved;
}

/**
 * Extracts a layer as Lambda does: it overwrites files of earlier layers and keeps the file modes of the zip.
 *
 * @param only extracts only the entries whose names begin with this text
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export async function extractLayer(zipFile: string, target: string, { only = '' }: { readonly only?: string } = {}): Promise<void> {
  const root = path.resolve(target);
  const zip = await openPromise(zipFile, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const file = inside(root, entry.fileName);
      if (!entry.fileName.startsWith(only)) continue;
      if (entry.fileName.endsWith('/')) {
        await mkdir(file, { recursive: true });
        continue;
      }
      await mkdir(path.dirname(file), { recursive: true });
      // An earlier layer may have a read-only file or a link of this name.
      await rm(file, { force: true });
      const content = await zip.openReadStreamPromise(entry);
      const { kind, permissions } = modeOf(entry);
      if (kind === SYMBOLIC_LINK) {
        const to = (await buffer(content)).toString('utf8');
        inside(root, path.relative(root, path.resolve(path.dirname(file), to)));
        await symlink(to, file);
      } else {
        await pipeline(content, createWriteStream(file));
        await chmod(file, permissions);
      }
    }
  } finally {
    zip.close();
  }
}

/** Returns the names of the files in a layer. */
export async function filesIn(zipFile: string): Promise<string[]> {
  const zip = await openPromise(zipFile, { lazyEntries: true, autoClose: false });
  try {
    const names: string[] = [];
    for await (const { fileName } of zip.eachEntry()) names.push(fileName);
    return names;
  } finally {
    zip.close();
  }
}
