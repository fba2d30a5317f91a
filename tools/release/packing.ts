import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes';

export interface Packed {
  readonly tarball: string;
  /** The package, unpacked. */
  readonly folder: string;
}

/** Packs a project as `npx projen package:js` does, which is what a release publishes. */
export async function pack(project: string, into: string): Promise<Packed> {
  mkdirSync(into, { recursive: true });
  const pacmak = join(project, 'node_modules/jsii-pacmak/bin/jsii-pacmak');
  await run(process.execPath, [pacmak, '--target', 'js', '--outdir', into], { cwd: project });
  const tarballs = readdirSync(join(into, 'js'));
  if (tarballs.length !== 1) throw new Error(`one tarball was expected, not ${tarballs.join(', ')}`);
  const tarball = join(into, 'js', tarballs[0]);
  execFileSync('tar', ['-xzf', tarball, '-C', into]);
  return { tarball, folder: join(into, 'package') };
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export function sha(algorithm: 'sha256' | 'sha512', file: string): string {
  return createHash(algorithm).update(readFileSync(file)).digest('hex');
}
