import { NUMBERS_OF_POSITION } from '../delivery/packer';

/** Events in a body of their own. */
export interface KeptRun {
  readonly body: Buffer;
  readonly positions: Uint32Array;
  readonly count: number;
}

/** About what a run takes of V8's memory besides its bytes. */
const BYTES_PER_RUN = 256;

/** Events that arrive together are kept in runs of about this size, so that few more than necessary are left out where there is no room. */
const RUN_BYTES = 8 * 1024;

/** Between two events of a body are a comma and perhaps spaces. More than this is not copied. */
const MAX_GAP = 8;

/** The events of one request about which nothing is decided yet, oldest first. They are copied: their body contains others. */
export class UndecidedEvents {
  private runs: KeptRun[] = [];
  private bytes = 0;

  /** About the bytes of memory that the events hold. */
  get heldBytes(): number {
    return this.bytes;
  }

  get isEmpty(): boolean {
    return this.runs.length === 0;
  }

  /** Keeps `count` events from the index `first` on. */
  add(body: Buffer, positions: Uint32Array, first: number, count: number): void {
    let from = first;
    for (let next = first + 1; next <= first + count; next++) {
      if (next < first + count && positions[next * NUMBERS_OF_POSITION] - positions[from * NUMBERS_OF_POSITION] < RUN_BYTES) continue;
      const run = copyOf(body, positions, from, next - from);
      this.runs.push(run);
      this.bytes += heldBy(run);
      from = next;
    }
  }

  /** Removes the oldest events, at least one if there is one. */
  takeOldest(): KeptRun | undefined {
    const oldest = this.runs.shift();
    if (oldest) this.bytes -= heldBy(oldest);
    return oldest;
  }

  /** Removes all events. */
  takeAll(): readonly KeptRun[] {
    const { runs } = this;
    this.runs = [];
    this.bytes = 0;
    return runs;
  }
}

/** Returns the bytes of `count` events from the index `first` on. */
export function bytesOf(positions: Uint32Array, first: number, count: number): number {
  let bytes = 0;
  const end = (first + count) * NUMBERS_OF_POSITION;
  for (let at = first * NUMBERS_OF_POSITION; at < end; at += NUMBERS_OF_POSITION) bytes += positions[at + 1] - positions[at];
  return bytes;
}

function heldBy({ body, positions }: KeptRun): number {
  return body.length + positions.byteLength + BYTES_PER_RUN;
}

/** Copies events, those that follow each other in the body at once. */
function copyOf(body: Buffer, positions: Uint32Array, first: number, count: number): KeptRun {
  const copied = positions.slice(first * NUMBERS_OF_POSITION, (first + count) * NUMBERS_OF_POSITION);
  const pieces: Array<[start: number, end: number]> = [];
  let length = 0;
  for (let at = 0; at < copied.length; at += NUMBERS_OF_POSITION) {
    const [start, end] = [copied[at], copied[at + 1]];
    const last = pieces.at(-1);
    const gap = last === undefined ? -1 : start - last[1];
    if (last !== undefined && gap >= 0 && gap <= MAX_GAP) {
      length += gap;
      last[1] = end;
    } else {
      pieces.push([start, end]);
    }
    copied[at] = length;
    length += end - start;
    copied[at + 1] = length;
  }
  const bytes = Buffer.allocUnsafeSlow(length);
  let position = 0;
  for (const [start, end] of pieces) position += body.copy(bytes, position, start, end);
  return { body: bytes, positions: copied, count };
}
