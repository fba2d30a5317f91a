/** The numbers of `positions` for each event. */
export const POSITION = 3;

/** The events of a body that are kept: as they are, until the first one is left out or masked. */
export class KeptEvents {
  count = 0;
  /** Undefined while all are kept where they are. */
  positions: Uint32Array | undefined;
  private readonly parts: Buffer[] = [];
  private length = 0;
  private isRewritten = false;

  /** @param most how many may be kept */
  constructor(private readonly body: Buffer, private readonly given: Uint32Array, private readonly first: number, private readonly most: number) {}

  /** The body to pass on. */
  bodyToKeep(): Buffer {
    return this.isRewritten ? Buffer.concat(this.parts, this.length) : this.body;
  }

  omit(): void {
    this.ownPositions();
  }

  /** Keeps the event of this index among all positions. */
  keep(index: number): void {
    const [start, end, members] = [this.given[index * POSITION], this.given[index * POSITION + 1], this.given[index * POSITION + 2]];
    if (this.isRewritten) this.add([this.body.subarray(start, end)], members);
    else if (this.positions) this.positions.set([start, end, members], this.count * POSITION);
    this.count++;
  }

  /** Keeps an event with other bytes. */
  replace(parts: readonly Buffer[], members: number): void {
    this.rewrite();
    this.add(parts, members);
    this.count++;
  }

  private add(parts: readonly Buffer[], members: number): void {
    const start = this.length;
    for (const part of parts) {
      this.parts.push(part);
      this.length += part.length;
    }
    this.ownPositions().set([start, this.length, members], this.count * POSITION);
  }

  private rewrite(): void {
    if (this.isRewritten) return;
    this.isRewritten = true;
    const positions = this.ownPositions();
    for (let at = 0; at < this.count * POSITION; at += POSITION) {
      const [start, end] = [positions[at], positions[at + 1]];
      this.parts.push(this.body.subarray(start, end));
      positions[at] = this.length;
      this.length += end - start;
      positions[at + 1] = this.length;
    }
  }

  private ownPositions(): Uint32Array {
    if (!this.positions) {
      this.positions = new Uint32Array(this.most * POSITION);
      this.positions.set(this.given.subarray(this.first * POSITION, (this.first + this.count) * POSITION));
    }
    return this.positions;
  }
}
