import { openCgroup } from './cgroup';
import type { CpuShare } from './cpu-share';
import { openDutyCycle } from './duty-cycle';

/** @param share of one processor: 0.5 is half of it */
export async function openCpuShare(share: number): Promise<CpuShare> {
  return openCgroup(share) ?? await openDutyCycle(share);
}
