import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Entry, openPromise } from 'yauzl';

const SYMBOLIC_LINK = 0o12;

/** The high half of a zip's external attributes is the Unix mode: four bits for the kind of file, twelve for its permissions. */
function modeOf(entry: Entry): { kind: number; permissions: number } {
  const mode = Math.floor(entry.externalFileAttributes / 0x10000);
  return { kind: Math.floor(mode / 0o10000), permissions: mode % 0o10000 || 0o644 };
}

/** Never outside of the target: yauzl refuses `..` and absolute names, and this does not rely on it. */
function inside(target: string, name: string): string {
  const resolved = path.resolve(target, name);
  if (resolved !== target && !resolved.startsWith(target + path.sep)) {
    throw new Error(`The layer's entry "${name}" leaves the folder that it is extracted into`);
  }
  return resolved;
}

/**
 * Extracts a layer as Lambda does: over what earlier layers left there, with the file modes of the zip.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
 */
export async function extractLayer(zipFile: string, target: string): Promise<void> {
  const root = path.resolve(target);
  const zip = await openPromise(zipFile, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const file = inside(root, entry.fileName);
      if (entry.fileName.endsWith('/')) {
        await mkdir(file, { recursive: true });
        continue;
      }
      await mkdir(path.dirname(file), { recursive: true });
      // Removed first, so that a read-only file of an earlier layer is replaced and a link is not written through.
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
