const NEWLINE = 0x0a;

/** Splits the output of a process, which arrives in chunks, into lines. */
export class LineSplitter {
  private rest: Buffer[] = [];

  constructor(private readonly onLine: (line: string) => void) {}

  write(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.rest.push(chunk.subarray(from, at));
      this.end();
      from = at + 1;
    }
    if (from < chunk.length) this.rest.push(chunk.subarray(from));
  }

  /** Ends the last line if it has no newline. */
  flush(): void {
    if (this.rest.length > 0) this.end();
  }

  private end(): void {
    const line = Buffer.concat(this.rest).toString('utf8');
    this.rest = [];
    this.onLine(line);
  }
}
