import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Processor time that a process has used, all threads together, in nanoseconds. `/proc/PID/schedstat` tells of the first thread
 * only, so the threads are summed; Node.js ends none of its own before the process ends.
 * @throws when the process is gone
 */
export function cpuNanosOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0);
}

const LOOK_MS = 20;
/** Less than this between two looks is nothing. */
const IDLE_NANOS = 50_000;
const QUIET_LOOKS = 5;
const TIME_LIMIT_MS = 10_000;

/** Resolves when the process has had nothing to do for a while: what it loads in the background is loaded. */
export async function untilQuiet(pid: number): Promise<void> {
  const deadline = performance.now() + TIME_LIMIT_MS;
  for (let quiet = 0, before = cpuNanosOf(pid); quiet < QUIET_LOOKS;) {
    await delay(LOOK_MS);
    const now = cpuNanosOf(pid);
    quiet = now - before < IDLE_NANOS ? quiet + 1 : 0;
    before = now;
    if (performance.now() > deadline) throw new Error(`Process ${pid} is never quiet`);
  }
}
