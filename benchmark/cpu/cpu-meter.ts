import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The kernel counts processor time for `/proc/PID/stat` in hundredths of a second. */
const NANOS_PER_TICK = 10_000_000;

/** Processor time, user and system, that a process uses from now on: all of its threads. */
export class CpuMeter {
  private readonly threads: ReadonlyMap<string, number>;
  private readonly ticks: number;

  /** @throws when the process is gone */
  constructor(private readonly pid: number) {
    this.threads = threadNanosOf(pid);
    this.ticks = ticksOf(pid);
  }

  /**
   * Since the start, in nanoseconds. To the nanosecond where every thread still lives, as is usual; what threads used that have
   * ended stands only in the process's own count, which goes in steps of 10 ms.
   */
  nanos(): number {
    const now = threadNanosOf(this.pid);
    const allLive = [...this.threads.keys()].every((thread) => now.has(thread));
    return allLive ? sum(now) - sum(this.threads) : (ticksOf(this.pid) - this.ticks) * NANOS_PER_TICK;
  }
}

/** `/proc/PID/schedstat` tells of the first thread only. */
function threadNanosOf(pid: number): Map<string, number> {
  return new Map(readdirSync(`/proc/${pid}/task`).flatMap((thread): [string, number][] => {
    try {
      return [[thread, Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])]];
    } catch {
      return []; // It has ended since it was listed.
    }
  }));
}

/** `/proc/PID/stat`: pid (name) state … utime stime …; the name may hold anything. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function sum(nanos: ReadonlyMap<string, number>): number {
  return [...nanos.values()].reduce((total, one) => total + one, 0);
}

const LOOK_MS = 20;
/** Less than this between two looks is nothing. */
const IDLE_NANOS = 50_000;
const QUIET_LOOKS = 5;
const TIME_LIMIT_MS = 10_000;

/** Resolves when the process has had nothing to do for a while: what it loads in the background is loaded. */
export async function untilQuiet(pid: number): Promise<void> {
  const deadline = performance.now() + TIME_LIMIT_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const meter = new CpuMeter(pid);
    await delay(LOOK_MS);
    quiet = meter.nanos() < IDLE_NANOS ? quiet + 1 : 0;
    if (performance.now() > deadline) throw new Error(`Process ${pid} is never quiet`);
  }
}
