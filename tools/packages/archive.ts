import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { unzipSync } from 'fflate';

/** name in the package → content */
export type Contents = ReadonlyMap<string, Buffer>;

/** What a package holds: a tarball, a zip of whatever name, or a folder. */
export function contentsOf(path: string): Contents {
  if (statSync(path).isDirectory()) return folderContents(path);
  if (/\.(tgz|tar\.gz)$/.test(path)) return tarContents(path);
  return new Map(Object.entries(unzipSync(readFileSync(path)))
    .filter(([name]) => !name.endsWith('/'))
    .map(([name, content]) => [name, Buffer.from(content)]));
}

function tarContents(path: string): Contents {
  const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
  try {
    // The folder that everything in it is in says nothing.
    execFileSync('tar', ['-xzf', path, '-C', folder, '--strip-components=1']);
    return folderContents(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function folderContents(folder: string): Contents {
  return new Map(readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [relative(folder, file), readFileSync(file)]));
}
