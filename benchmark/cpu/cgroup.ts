import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CpuShare } from './cpu-share';

const PREFIX = 'telemetry-benchmark-';
/** The quota is given anew in each period. Short, so that a start of many milliseconds meets many of them; Lambda's own is not documented. */
const PERIOD_US = 20_000;
/** The kernel refuses less. */
const MIN_QUOTA_US = 1_000;
/** A group can be removed as soon as the kernel has buried its processes. */
const REMOVE_TRIES = 100;
const REMOVE_PAUSE_MS = 20;

/** Where groups with a quota can be made, and how the quota is written. */
interface Hierarchy {
  readonly folder: string;
  readonly quota: (quotaUs: number, periodUs: number) => Readonly<Record<string, string>>;
}

const VERSION_1 = (quotaUs: number, periodUs: number) => ({ 'cpu.cfs_period_us': String(periodUs), 'cpu.cfs_quota_us': String(quotaUs) });
const VERSION_2 = (quotaUs: number, periodUs: number) => ({ 'cpu.max': `${quotaUs} ${periodUs}` });

let count = 0;

/** A control group of the kernel, version 2 or 1; undefined where none can be made: not root, or read-only as in most containers. */
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

/** Whether a group can be made; removes what killed runs have left. */
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
      // Its processes are still ending: the next run will find it.
    }
  }
}

/** What still lives in the group goes back to where everybody is. */
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
