import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** `/proc/PID/stat` has CPU time in hundredths of a second. */
const NANOS_PER_TICK = 10_000_000;

/** Measures the CPU time, user and system, that all threads of a process use from now on. */
export class CpuMeter {
  private readonly threads: ReadonlyMap<string, number>;
  private readonly ticks: number;

  /** @throws when the process has ended */
  constructor(private readonly pid: number) {
    this.threads = threadNanosOf(pid);
    this.ticks = ticksOf(pid);
  }

  /**
   * Returns the CPU time since the start, in nanoseconds. If a thread has ended, the resolution is 10 ms, because only the count
   * of the process includes ended threads.
   */
  nanos(): number {
    const now = threadNanosOf(this.pid);
    const allLive = [...this.threads.keys()].every((thread) => now.has(thread));
    return allLive ? sum(now) - sum(this.threads) : (ticksOf(this.pid) - this.ticks) * NANOS_PER_TICK;
  }
}

/** Reads each thread, because `/proc/PID/schedstat` has the first thread only. */
function threadNanosOf(pid: number): Map<string, number> {
  return new Map(readdirSync(`/proc/${pid}/task`).flatMap((thread): [string, number][] => {
    try {
      return [[thread, Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])]];
    } catch {
      return []; // The thread has ended meanwhile.
    }
  }));
}

/** `/proc/PID/stat` is "pid (name) state … utime stime …". The name can contain any character. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function sum(nanos: ReadonlyMap<string, number>): number {
  return [...nanos.values()].reduce((total, one) => total + one, 0);
}

const SAMPLE_MS = 20;
/** The maximum CPU time of an idle process between two samples. */
const IDLE_NANOS = 50_000;
const IDLE_SAMPLES = 5;
const TIME_LIMIT_MS = 10_000;

/** Resolves when the process has been idle for a while, because it has loaded its modules in the background. */
export async function untilIdle(pid: number): Promise<void> {
  const deadline = performance.now() + TIME_LIMIT_MS;
  for (let idle = 0; idle < IDLE_SAMPLES;) {
    const meter = new CpuMeter(pid);
    await delay(SAMPLE_MS);
    idle = meter.nanos() < IDLE_NANOS ? idle + 1 : 0;
    if (performance.now() > deadline) throw new Error(`Process ${pid} was not idle within ${TIME_LIMIT_MS / 1_000} s`);
  }
}
