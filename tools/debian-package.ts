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
  return unpacked(name, () => Promise.resolve([name]));
}

/**
 * Unpacks a package with all that it needs and the machine has not installed.
 *
 * @returns the folder that stands for `/`
 */
export async function debianPackageWithDependencies(name: string): Promise<string> {
  return unpacked(`${name}-with-dependencies`, () => toInstall(name));
}

async function unpacked(folderName: string, listPackages: () => Promise<string[]>): Promise<string> {
  const folder = join(CACHE, folderName);
  if (existsSync(folder)) return folder;
  const started = `${folder}-${process.pid}`;
  mkdirSync(join(started, 'root'), { recursive: true });
  try {
    console.error(`unpacking ${folderName}`);
    const download = async () => run('apt-get', ['download', '--quiet', ...await listPackages()], { cwd: started });
    // Images of Debian come without the lists of packages, or with old ones.
    await download().catch(() => run('apt-get', ['update', '--quiet']).then(download));
    for (const archive of readdirSync(started).filter((file) => file.endsWith('.deb'))) {
      await run('dpkg-deb', ['--extract', join(started, archive), join(started, 'root')]);
      rmSync(join(started, archive));
    }
    renameSync(join(started, 'root'), folder);
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
  return folder;
}

/** What apt-get would install: the package, and those of its dependencies that are not installed. */
async function toInstall(name: string): Promise<string[]> {
  const simulated = await run('apt-get', ['install', '--simulate', '--no-install-recommends', name]);
  return [...new Set([name, ...[...simulated.matchAll(/^Inst (\S+)/gm)].map(([, one]) => one)])];
}
