/** How often it is looked at the memory: it asks the kernel for the peak since the process began, so nothing is missed but the last moments. */
const INTERVAL_MS = 50;

/** Follows the most that any process has held, as long as it runs. */
export class MemoryWatch {
  private peakKB = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param read the peak of each process until now, in KB; 0 where it is not known */
  constructor(private readonly read: () => number) {
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  /** in MB */
  get peakMB(): number {
    this.look();
    return Math.round(this.peakKB / 1024 * 10) / 10;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.peakKB = Math.max(this.peakKB, this.read());
  }
}
