import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  /** Resident set size. */
  readonly rss: number;
  /** Proportional set size: shared pages count in proportion to the number of processes that share them. */
  readonly pss: number;
}

/** Returns the processes of a group. `/proc/PID/stat`: pid (name) state ppid pgrp …; the name can contain brackets. */
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
 * Returns whether a process is stopped or has ended. A signal takes effect only when the process is scheduled. Without `/proc` the
 * result is always true.
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

/** Returns the memory of a process group, in KB; undefined without `/proc`, or if no process is left. */
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

/** Returns the peak resident memory of a process, in KB; 0 if it is unknown. */
export function peakMemoryOf(pid: number): number {
  try {
    return kilobytes(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmHWM');
  } catch {
    return 0;
  }
}

/** The kernel counts CPU time for /proc in hundredths of a second, on every Linux that Node.js has binaries for. */
const MS_PER_TICK = 10;

/** Returns the CPU time (user and system) of a process, in ms; undefined without `/proc`. */
export function processorMsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}
