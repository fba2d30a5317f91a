import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  /** Resident set size. */
  readonly rss: number;
  /** Proportional set size: pages shared with other processes count by their share. */
  readonly pss: number;
}

/** The processes of a group. `/proc/PID/stat`: pid (name) state ppid pgrp …; the name may hold anything, also brackets. */
function processesOf(group: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group;
    } catch {
      return false;
    }
  });
}

/**
 * Whether a process is stopped, or has ended: a signal takes effect only when the process is scheduled. True where there is no
 * `/proc` to ask.
 */
export function hasStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return 'TtZX'.includes(stat[stat.lastIndexOf(')') + 2]);
  } catch {
    return true;
  }
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

/** What a process group holds in memory now, in KB; undefined where there is no `/proc`, or no process left. */
export function memoryOf(group: number): ProcessMemory | undefined {
  try {
    const maps = processesOf(group).map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    if (maps.length === 0) return undefined;
    const sum = (field: string): number => maps.reduce((total, text) => total + kilobytes(text, field), 0);
    return { rss: sum('Rss'), pss: sum('Pss') };
  } catch {
    return undefined;
  }
}

/** The most that a process ever held, in KB; 0 where it is not known. */
export function peakMemoryOf(pid: number): number {
  try {
    return kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM');
  } catch {
    return 0;
  }
}

/** The kernel counts processor time for /proc in hundredths of a second, on every Linux that Node.js has binaries for. */
const MS_PER_TICK = 10;

/** Processor time (user and system) that a process has used, in ms; undefined where there is no `/proc`. */
export function processorMsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}
