import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CpuShare } from './cpu-share';

const PREFIX = 'lambda-environment-';
/** The period of the quota. Short, so that a start takes many periods. Lambda's period is not documented. */
const PERIOD_US = 20_000;
/** The minimum of the kernel. */
const MIN_QUOTA_US = 1_000;
/** A group can be removed when the kernel has removed its processes. */
const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 20;

/** A folder for groups with a quota, and the files that set the quota. */
interface Hierarchy {
  readonly folder: string;
  readonly quota: (quotaUs: number, periodUs: number) => Readonly<Record<string, string>>;
}

const VERSION_1 = (quotaUs: number, periodUs: number) => ({ 'cpu.cfs_period_us': String(periodUs), 'cpu.cfs_quota_us': String(quotaUs) });
const VERSION_2 = (quotaUs: number, periodUs: number) => ({ 'cpu.max': `${quotaUs} ${periodUs}` });

let count = 0;

/** Creates a control group of the kernel, version 2 or 1. Returns undefined if that is not possible: without root, or in most containers. */
export function openCgroup(share: number): CpuShare | undefined {
  const found = hierarchies().find((hierarchy) => tryOut(hierarchy));
  if (!found) return undefined;
  const group = join(found.folder, `${PREFIX}${process.pid}-${++count}`);
  mkdirSync(group);
  const quotaUs = Math.max(MIN_QUOTA_US, Math.round(share * PERIOD_US));
  const periodUs = Math.round(quotaUs / share);
  for (const [file, value] of Object.entries(found.quota(quotaUs, periodUs))) writeFileSync(join(group, file), value);
  return {
    means: 'cgroup',
    add: (pid) => writeFileSync(join(group, 'cgroup.procs'), String(pid)),
    close: () => remove(group, found.folder),
  };
}

function hierarchies(): Hierarchy[] {
  const of = (type: string, option: string) =>
    mounts().filter((mount) => mount.type === type && mount.options.includes(option)).map(({ folder }) => folder);
  return [
    ...of('cgroup2', 'rw').filter((folder) => read(join(folder, 'cgroup.subtree_control')).split(/\s+/).includes('cpu'))
      .map((folder) => ({ folder, quota: VERSION_2 })),
    ...of('cgroup', 'cpu').map((folder) => ({ folder, quota: VERSION_1 })),
  ];
}

function mounts(): { folder: string; type: string; options: string[] }[] {
  return read('/proc/mounts').split('\n').map((line) => line.split(' ')).filter((fields) => fields.length > 3)
    .map(([, folder, type, options]) => ({ folder, type, options: options.split(',') }));
}

/** Returns whether a group can be created. Removes the groups of killed runs. */
function tryOut({ folder, quota }: Hierarchy): boolean {
  const probe = join(folder, `${PREFIX}${process.pid}-probe`);
  try {
    sweep(folder);
    mkdirSync(probe);
    for (const [file, value] of Object.entries(quota(PERIOD_US / 2, PERIOD_US))) writeFileSync(join(probe, file), value);
    return true;
  } catch {
    return false;
  } finally {
    if (existsSync(probe)) rmdirSync(probe);
  }
}

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    try {
      rmdirSync(join(folder, name));
    } catch {
      // Its processes are still ending. The next run removes it.
    }
  }
}

/** Moves the remaining processes to the parent group, and removes the group. */
async function remove(group: string, parent: string): Promise<void> {
  for (let left = REMOVE_TRIES; existsSync(group); left--) {
    try {
      for (const pid of read(join(group, 'cgroup.procs')).split('\n').filter(Boolean)) writeFileSync(join(parent, 'cgroup.procs'), pid);
      rmdirSync(group);
    } catch (error) {
      if (left === 0) throw error;
      await delay(REMOVE_PAUSE_MS);
    }
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
