/** How a share is enforced. `cgroup`: by a quota of the kernel. `duty-cycle`: by signals that stop and continue processes, which is coarser. */
export type CpuShareMeans = 'cgroup' | 'duty-cycle';

/** A group of processes that share a part of one processor. */
export interface CpuShare {
  readonly means: CpuShareMeans;
  /** Limits a process and the processes that it starts. */
  add(pid: number): void;
  /** Ends the limit. The processes continue without it. */
  close(): Promise<void>;
}

/** The memory at which a function has one processor. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1_769;

/** Returns the part of a processor that a function of this memory size has. */
export function shareOf(memorySizeMB: number): number {
  return memorySizeMB / MB_PER_CPU;
}
