/** What has to be undone at the end, in the opposite order, however the end comes. */
export class Cleanup {
  private readonly tasks: (() => Promise<unknown>)[] = [];
  private running?: Promise<void>;

  add(task: () => Promise<unknown>): void {
    this.tasks.push(task);
  }

  /** May be called again: the second call waits for the first. A task that fails does not keep the others from running. */
  async run(): Promise<void> {
    this.running ??= this.runTasks();
    await this.running;
  }

  private async runTasks(): Promise<void> {
    for (const task of this.tasks.reverse()) await task().catch(() => undefined);
  }
}
