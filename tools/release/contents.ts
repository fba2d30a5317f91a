import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Packed } from './pack';

/** The files that the npm package may contain. Those that it must contain are used by the apps, or named in its exports. */
const ALLOWED = [
  /^lib\/([a-z-]+\/)*[a-z0-9-]+\.(js|d\.ts)$/,
  /^consumer\/([a-z-]+\.d\.ts|index\.(js|mjs|d\.mts))$/,
  /^cli\/([\w.-]+\.mjs|THIRD-PARTY-NOTICES\.txt)$/,
  /^docs\/.+\.md$/,
  /^(README|API|ARCHITECTURE|CHANGELOG)\.md$/,
  /^(LICENSE|THIRD-PARTY-NOTICES\.txt|package\.json|\.jsii|assets\/layer\.zip)$/,
];
/** The layer has four million at most, the command line 0.6 million, the library and its documentation the rest. */
const MAX_BYTES = 5_500_000;

export function checkContents({ tarball, folder }: Packed): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const unexpected = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
  if (unexpected.length > 0) throw new Error(`the package contains files that do not belong there: ${unexpected.join(', ')}`);
  const bytes = statSync(tarball).size;
  if (bytes > MAX_BYTES) throw new Error(`the package has ${bytes} bytes, more than ${MAX_BYTES}`);
  return `${files.length} files, ${bytes} bytes`;
}
