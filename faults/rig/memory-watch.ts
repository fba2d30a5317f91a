/** The kernel keeps the peak of each process, so only the peak of its last 50 ms can be missed. */
const INTERVAL_MS = 50;

/** Records the peak memory of processes while they run. */
export class MemoryWatch {
  private peakKB = 0;
  private readonly timer: NodeJS.Timeout;

  /** @param read returns the highest peak of the processes so far, in KB; 0 if it is unknown */
  constructor(private readonly read: () => number) {
    this.timer = setInterval(() => this.sample(), INTERVAL_MS);
  }

  get peakMB(): number {
    this.sample();
    return Math.round(this.peakKB / 1024 * 10) / 10;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    this.peakKB = Math.max(this.peakKB, this.read());
  }
}
