/** To ask for the time costs as much as to examine some hundred bytes. */
const BYTES_PER_CHECK = 64 * 1024;

/** A limit for the processor time of a call. */
export class Budget {
  private readonly untilMs: number;
  private unchecked = 0;
  private spent = false;

  /** @param used the processor time that was used so far, in milliseconds */
  constructor(limitMs: number, private readonly used: () => number) {
    this.untilMs = used() + limitMs;
  }

  /** Whether nothing is left. */
  isSpent(): boolean {
    return this.spent ||= this.used() > this.untilMs;
  }

  /** Whether nothing was left the last time that was checked, which happens once in many bytes. */
  isSpentAfter(bytes: number): boolean {
    this.unchecked += bytes;
    if (this.unchecked >= BYTES_PER_CHECK) {
      this.unchecked = 0;
      this.isSpent();
    }
    return this.spent;
  }
}

/** The processor time of this process in milliseconds. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
