import { openCgroup } from './cgroup';
import type { CpuShare } from './cpu-share';
import { openDutyCycle } from './duty-cycle';

/**
 * Limits processes to a share of one processor.
 *
 * @param share 0.5 is half of a processor
 * @param freezes whether others stop the processes too, which a duty cycle would undo
 * @throws if it is not possible to enforce the share on this machine
 */
export async function openCpuShare(share: number, freezes: boolean): Promise<CpuShare> {
  const group = openCgroup(share);
  if (group) return group;
  if (freezes) throw new Error('CPU shares of processes that are frozen need control groups, which cannot be created here: run as root, or without freezes');
  return openDutyCycle(share);
}
