/** Tasks that run when a program ends, the last one first. */
export class Cleanup {
  private readonly tasks: (() => Promise<unknown>)[] = [];
  private running?: Promise<void>;

  add(task: () => Promise<unknown>): void {
    this.tasks.push(task);
  }

  /** Runs all tasks, even if one fails. A second call waits for the first. */
  async run(): Promise<void> {
    this.running ??= this.runTasks();
    await this.running;
  }

  private async runTasks(): Promise<void> {
    for (const task of this.tasks.reverse()) await task().catch(() => undefined);
  }
}
