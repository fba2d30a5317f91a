import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../project';
import { run } from '../run';

export interface Packed {
  readonly tarball: string;
  /** the unpacked package */
  readonly folder: string;
}

/** Packs a project as a release does. */
export async function pack(project: string, into: string): Promise<Packed> {
  const { name, version } = readManifest();
  mkdirSync(into, { recursive: true });
  await run(process.execPath, [join(project, 'node_modules/jsii-pacmak/bin/jsii-pacmak'), '--target', 'js', '--outdir', into], { cwd: project });
  const tarball = join(into, 'js', `${name}@${version}.jsii.tgz`);
  await run('tar', ['-xzf', tarball, '-C', into]);
  return { tarball, folder: join(into, 'package') };
}
