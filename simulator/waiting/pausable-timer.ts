/** A timer that can be paused, for times that pass only while the environment is not frozen. */
export class PausableTimer {
  private timer?: NodeJS.Timeout;
  private action?: () => void;
  private dueAt = 0;
  private remaining = 0;
  private paused = false;

  get running(): boolean {
    return this.action !== undefined;
  }

  start(ms: number, action: () => void): void {
    this.clear();
    this.action = action;
    this.remaining = ms;
    if (!this.paused) this.arm();
  }

  clear(): void {
    clearTimeout(this.timer);
    this.action = undefined;
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    clearTimeout(this.timer);
    this.remaining = Math.max(0, this.dueAt - performance.now());
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    if (this.action) this.arm();
  }

  private arm(): void {
    this.dueAt = performance.now() + this.remaining;
    this.timer = setTimeout(() => {
      const action = this.action;
      this.action = undefined;
      action?.();
    }, this.remaining);
  }
}
