import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project';
import { run } from './run';

const CACHE = join(ROOT, '.cache/debian');

/**
 * Unpacks a package of the machine's Debian or Ubuntu into .cache, once. Nothing is installed.
 *
 * @returns the folder that stands for `/`
 */
export async function debianPackage(name: string): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const started = `${folder}-${process.pid}`;
  mkdirSync(join(started, 'root'), { recursive: true });
  try {
    console.error(`unpacking ${name}`);
    const download = () => run('apt-get', ['download', '--quiet', name], { cwd: started });
    // Images of Debian come without the lists of packages.
    await download().catch(() => run('apt-get', ['update', '--quiet']).then(download));
    const archive = readdirSync(started).find((file) => file.endsWith('.deb'))!;
    await run('dpkg-deb', ['--extract', join(started, archive), join(started, 'root')]);
    renameSync(join(started, 'root'), folder);
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
  return folder;
}
