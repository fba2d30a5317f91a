import { openCgroup } from './cgroup';
import type { CpuShare } from './cpu-share';
import { openDutyCycle } from './duty-cycle';

/**
 * Limits processes to a share of one processor.
 * @param share 0.5 is half of a processor
 */
export async function openCpuShare(share: number): Promise<CpuShare> {
  return openCgroup(share) ?? await openDutyCycle(share);
}
