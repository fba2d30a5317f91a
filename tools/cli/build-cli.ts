import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CLI, bundleCli } from './bundle-cli';
import { partsOf, thirdPartyNotices } from '../layer/third-party-notices';
import { ROOT, readManifest } from '../project';

const SHEBANG = '#!/usr/bin/env node\n';
const EXECUTABLE = 0o755;

/** Writes cli/: main.mjs, which is the package's bin, the files that it loads when it needs them, and the licences of what they contain of others. */
async function main(): Promise<void> {
  const { files, metafile } = await bundleCli(readManifest().version);
  rmSync(CLI, { recursive: true, force: true });
  mkdirSync(CLI);
  for (const { path, content } of files) {
    const isMain = basename(path) === 'main.mjs';
    writeFileSync(path, isMain ? Buffer.concat([Buffer.from(SHEBANG), content]) : content, { mode: isMain ? EXECUTABLE : undefined });
  }
  writeFileSync(join(CLI, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(ROOT, partsOf([metafile], [], ROOT), 'The command line in this package'));
  console.error(`cli/: ${files.length} files, ${files.reduce((sum, { content }) => sum + content.length, 0)} bytes`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
