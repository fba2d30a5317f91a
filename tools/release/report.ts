/** What a check of the release has to say when it has found nothing wrong. */
export interface Findings {
  readonly covered: readonly string[];
  /** What could not be looked at here, and why. */
  readonly notCovered?: readonly string[];
}

/** Collects what the checks say: one that fails does not keep the others from being heard. */
export class Report {
  private readonly failures: string[] = [];
  private readonly covered: string[] = [];
  private readonly notCovered: string[] = [];

  public async run(name: string, check: () => Findings | Promise<Findings>): Promise<void> {
    const start = Date.now();
    try {
      const { covered, notCovered = [] } = await check();
      this.covered.push(...covered);
      this.notCovered.push(...notCovered);
      console.log(`${name}: ${seconds(start)}`);
    } catch (error) {
      this.failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      console.error(`${name}: FAILED, ${seconds(start)}`);
    }
  }

  /** @returns whether everything is as it should be */
  public print(): boolean {
    for (const failure of this.failures) console.error(`\nFAILED ${failure}`);
    console.log(['', 'covered:', ...this.covered.map(bullet), 'not covered:', ...this.notCovered.map(bullet)].join('\n'));
    return this.failures.length === 0;
  }
}

function seconds(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

function bullet(text: string): string {
  return `  - ${text}`;
}
