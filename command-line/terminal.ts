/** Prints text for people. Uses colors only on a terminal, and respects NO_COLOR (https://no-color.org). */
export class Terminal {
  private readonly coloured: boolean;
  private readonly startedAt = performance.now();

  constructor(private readonly stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env) {
    this.coloured = stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
  }

  /** The number of columns. 120, enough for the tables, if it is unknown. */
  get width(): number {
    return this.stream.columns ?? 120;
  }

  line(text: string = ''): void {
    this.stream.write(`${text}\n`);
  }

  /** Prints a line with the seconds since the start. */
  progress(text: string): void {
    const seconds = ((performance.now() - this.startedAt) / 1_000).toFixed(1);
    this.line(`${this.dim(`${seconds.padStart(5)} s`)}  ${text}`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.bold(text));
  }

  bold(text: string): string {
    return this.paint(1, 22, text);
  }

  dim(text: string): string {
    return this.paint(2, 22, text);
  }

  good(text: string): string {
    return this.paint(32, 39, text);
  }

  bad(text: string): string {
    return this.paint(31, 39, text);
  }

  accent(text: string): string {
    return this.paint(36, 39, text);
  }

  private paint(on: number, off: number, text: string): string {
    return this.coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}
