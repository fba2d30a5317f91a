/** How a share is kept. `cgroup`: the kernel's own quota. `duty-cycle`: stopped and continued by signals, which is coarser. */
export type CpuShareMeans = 'cgroup' | 'duty-cycle';

/** Processes that have a part of one processor between them. */
export interface CpuShare {
  readonly means: CpuShareMeans;
  /** From now on the process, and all that it starts, shares it. */
  add(pid: number): void;
  /** Ends the limit. The processes go on, or are gone already. */
  close(): Promise<void>;
}

/** A function has one whole processor at so much memory. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1_769;

/** The part of a processor that a function has, by its memory. */
export function shareOf(memorySizeMB: number): number {
  return memorySizeMB / MB_PER_CPU;
}
