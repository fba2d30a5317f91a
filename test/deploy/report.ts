/** Prints the progress of a run, and a summary at its end. */
export class Report {
  private readonly checked: string[] = [];
  private readonly patched: string[] = [];
  private readonly gaps: string[] = [];
  private readonly startedAt = performance.now();

  step(title: string): void {
    console.log(`\n${((performance.now() - this.startedAt) / 1_000).toFixed(0).padStart(4)} s  ${title}`);
  }

  /** A check that passed. */
  covered(what: string): void {
    this.checked.push(what);
    console.log(`        ${what}`);
  }

  /** A check that passed with a patch of the local AWS. */
  coveredByPatch(what: string): void {
    this.patched.push(what);
  }

  /** A check that is not possible here, and why. */
  notCovered(what: string): void {
    this.gaps.push(what);
  }

  print(): void {
    const seconds = ((performance.now() - this.startedAt) / 1_000).toFixed(0);
    const list = (title: string, lines: readonly string[]) => console.log([`\n${title}`, ...lines.map((line) => `  - ${line}`)].join('\n'));
    list(`covered, in ${seconds} s:`, this.checked);
    list('covered with a patch of moto in test/deploy/moto-server.py:', this.patched);
    list('not covered here:', this.gaps);
  }
}
