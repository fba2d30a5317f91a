import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn, pack, sha } from './packing';
import type { Packed } from './packing';
import { run } from './processes';
import { ROOT } from './project';
import type { Findings } from './report';

/** Builds everything anew from a copy of the sources, and again from the package: the same bytes must come. */
export async function checkReproducible(packed: Packed, folder: string): Promise<Findings> {
  const copy = join(folder, 'sources');
  copySources(copy);
  const node = (script: string, ...args: string[]) => run(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: copy });
  await node('tsx/dist/cli.mjs', 'tools/layer/build-layer.ts');
  await node('tsx/dist/cli.mjs', 'tools/consumer/build-consumer.ts');
  await node('jsii/bin/jsii', '--silence-warnings=reserved-word');
  sameBytes(packed, await pack(copy, join(folder, 'built')), 'built anew from its sources, in another folder');

  // The job that publishes does not build: it lays the package over a checkout, and packs again.
  const checkout = join(folder, 'checkout');
  copySources(checkout);
  cpSync(packed.folder, checkout, { recursive: true });
  sameBytes(packed, await pack(checkout, join(folder, 'repacked')), 'laid over a checkout and packed again, as the release workflow does');
  return {
    covered: [`reproducible: built from sources elsewhere, and packed again as the release workflow does, ${filesIn(packed.folder).length} files, ` +
      `${statSync(packed.tarball).size} bytes, sha256 ${sha('sha256', packed.tarball).slice(0, 16)}…`],
  };
}

/** What git knows, or would. */
function copySources(into: string): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(join(ROOT, file), join(into, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(into, 'node_modules'));
}

function sameBytes(a: Packed, b: Packed, how: string): void {
  if (sha('sha256', a.tarball) === sha('sha256', b.tarball)) return;
  const files = [...new Set([...filesIn(a.folder), ...filesIn(b.folder)])].filter((file) => !sameFile(join(a.folder, file), join(b.folder, file)));
  throw new Error(`the package has other bytes when ${how}; compile first if the sources have changed since. What differs: ` +
    (files.length > 0 ? files.join(', ') : 'the archive, not the files in it'));
}

function sameFile(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));
}
