/** What a run has seen: said as it goes, and in short at its end. */
export class Report {
  private readonly seen: string[] = [];
  private readonly mended: string[] = [];
  private readonly gaps: string[] = [];
  private readonly startedAt = performance.now();

  step(title: string): void {
    console.log(`\n${((performance.now() - this.startedAt) / 1_000).toFixed(0).padStart(4)} s  ${title}`);
  }

  /** What was checked, and found to be as it should. */
  covered(what: string): void {
    this.seen.push(what);
    console.log(`        ${what}`);
  }

  /** What was checked, after the local AWS was made to do it. */
  coveredByMend(what: string): void {
    this.mended.push(what);
  }

  /** What could not be checked here, and why. */
  notCovered(what: string): void {
    this.gaps.push(what);
  }

  print(): void {
    const seconds = ((performance.now() - this.startedAt) / 1_000).toFixed(0);
    const list = (title: string, lines: readonly string[]) => console.log([`\n${title}`, ...lines.map((line) => `  - ${line}`)].join('\n'));
    list(`covered, in ${seconds} s:`, this.seen);
    list('covered because test/deploy/moto-server.py mends it in moto:', this.mended);
    list('not covered here:', this.gaps);
  }
}
