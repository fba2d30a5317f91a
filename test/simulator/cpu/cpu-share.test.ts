import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { CpuMeter } from '../../../benchmark/cpu/cpu-meter';
import { openCgroup } from '../../../simulator/cpu/cgroup';
import { shareOf } from '../../../simulator/cpu/cpu-share';
import type { CpuShare } from '../../../simulator/cpu/cpu-share';
import { openDutyCycle } from '../../../simulator/cpu/duty-cycle';

const SHARE = 0.25;
/** Long enough for several periods of the duty cycle. */
const ENOUGH_CPU_NANOS = 100e6;
const MOST_TRIES = 20;

let busy: ChildProcess & { readonly pid: number };

beforeEach(async () => {
  busy = spawn(process.execPath, ['-e', 'console.log(); for (;;);'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] }) as typeof busy;
  await once(busy.stdout!, 'data');
});

afterEach(async () => {
  const gone = once(busy, 'exit');
  process.kill(-busy.pid, 'SIGKILL');
  await gone;
});

/** Measures the part of a processor that the busy process gets. */
async function measuredShare(): Promise<number> {
  const meter = new CpuMeter(busy.pid);
  const startedAt = performance.now();
  while (meter.nanos() < ENOUGH_CPU_NANOS) await delay(5);
  return meter.nanos() / 1e6 / (performance.now() - startedAt);
}

const isStopped = () => /^State:\s+T/m.test(readFileSync(`/proc/${busy.pid}/status`, 'utf8'));

test.each<[string, (share: number) => Promise<CpuShare> | CpuShare | undefined]>([
  ['a control group, if it can be created,', openCgroup],
  ['a duty cycle', openDutyCycle],
])('%s limits a busy process to its share, and ends the limit', async (_, open) => {
  const share = await open(SHARE);
  if (!share) return; // Without root, or in a container.
  const measured: number[] = [];
  try {
    share.add(busy.pid);
    // On a busy machine the process gets less, or is stopped late: then it is measured again.
    while (measured.length < MOST_TRIES && !(Math.min(...measured) < SHARE * 1.6)) measured.push(await measuredShare());
  } finally {
    await share.close();
  }
  expect(Math.min(...measured)).toBeLessThan(SHARE * 1.6);
  expect(isStopped()).toBe(false);
  await measuredShare();
});

test.each([[1_769, 1], [512, 0.289], [128, 0.072]])('a function of %d MB has %d of a processor', (memorySizeMB, share) => {
  expect(shareOf(memorySizeMB)).toBeCloseTo(share, 3);
});
