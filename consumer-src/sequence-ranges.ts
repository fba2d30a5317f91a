/** Sequence numbers from `first` to `last`, both inclusive. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** Sequence numbers that the extension reports as dropped, with the reason. */
export interface DroppedRange extends SequenceRange {
  readonly reason: string;
}

/** A range of numbers that were received, or that were dropped for the reason. */
export interface Segment extends SequenceRange {
  readonly reason?: string;
}

/** Whether a received number is new. */
export type Arrival = 'new' | 'duplicate' | 'unknown';

/** The state of `SequenceRanges`, as JSON. */
export interface SequenceRangesState {
  readonly segments: readonly Segment[];
  readonly floor: number;
  readonly missingBelow: number;
  readonly droppedBelow: number;
}

/**
 * Stores which sequence numbers were received and which were dropped, as ranges. A complete sequence is one range of any length.
 *
 * With more ranges than `maxRanges`, it gives up the lowest ones: up to the `floor` only counts are left.
 */
export class SequenceRanges {
  private readonly segments: Segment[];
  private floorSequence: number;
  private missingBelow: number;
  private droppedBelow: number;

  constructor(private readonly maxRanges: number, state: SequenceRangesState = { segments: [], floor: 0, missingBelow: 0, droppedBelow: 0 }) {
    this.segments = [...state.segments];
    this.floorSequence = state.floor;
    this.missingBelow = state.missingBelow;
    this.droppedBelow = state.droppedBelow;
  }

  /** Numbers up to this one are no longer distinguished. */
  get floor(): number {
    return this.floorSequence;
  }

  /** The highest number that was received or dropped. */
  get highest(): number {
    return this.segments.at(-1)?.last ?? this.floorSequence;
  }

  /** Ranges above the floor that were neither received nor dropped. */
  get gaps(): SequenceRange[] {
    return this.segments.flatMap(({ first }, index) => {
      const before = index === 0 ? this.floorSequence : this.segments[index - 1].last;
      return first > before + 1 ? [{ first: before + 1, last: first - 1 }] : [];
    });
  }

  /** Dropped ranges above the floor, without numbers that were received. */
  get dropped(): DroppedRange[] {
    return this.segments.filter((segment): segment is DroppedRange => segment.reason !== undefined);
  }

  get missingCount(): number {
    return this.missingBelow + countOf(this.gaps);
  }

  get droppedCount(): number {
    return this.droppedBelow + countOf(this.dropped);
  }

  receive(sequence: number): Arrival {
    if (sequence <= this.floorSequence) return 'unknown';
    const index = this.indexOf(sequence);
    const there = this.segments[index] as Segment | undefined;
    const hit = there !== undefined && there.first <= sequence;
    if (hit && there.reason === undefined) return 'duplicate';
    this.replace(index, hit ? 1 : 0, [
      ...hit && there.first < sequence ? [{ ...there, last: sequence - 1 }] : [],
      { first: sequence, last: sequence },
      ...hit && there.last > sequence ? [{ ...there, first: sequence + 1 }] : [],
    ]);
    return 'new';
  }

  /** Adds a dropped range. Numbers that were received stay received, and dropped numbers keep their first reason. */
  drop({ first, last, reason }: DroppedRange): void {
    let next = Math.max(first, this.floorSequence + 1);
    if (next > last) return;
    const begin = this.indexOf(next);
    const segments: Segment[] = [];
    let end = begin;
    for (; end < this.segments.length && this.segments[end].first <= last; end++) {
      const there = this.segments[end];
      if (there.first > next) segments.push({ first: next, last: there.first - 1, reason });
      segments.push(there);
      next = there.last + 1;
    }
    if (next <= last) segments.push({ first: next, last, reason });
    this.replace(begin, end - begin, segments);
  }

  toJSON(): SequenceRangesState {
    return { segments: [...this.segments], floor: this.floorSequence, missingBelow: this.missingBelow, droppedBelow: this.droppedBelow };
  }

  /** Returns the index of the first segment that ends at the number or after it. */
  private indexOf(sequence: number): number {
    let low = 0;
    let high = this.segments.length;
    // Most numbers arrive in order.
    if (high > 0 && this.segments[high - 1].last < sequence) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.segments[middle].last < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private replace(index: number, count: number, by: readonly Segment[]): void {
    const begin = Math.max(0, index - 1);
    const end = Math.min(this.segments.length, index + count + 1);
    const around = [...this.segments.slice(begin, index), ...by, ...this.segments.slice(index + count, end)];
    this.segments.splice(begin, end - begin, ...merged(around));
    while (this.segments.length > this.maxRanges) this.giveUpLowest();
  }

  private giveUpLowest(): void {
    const [lowest, next] = this.segments;
    this.missingBelow += lowest.first - this.floorSequence - 1 + next.first - lowest.last - 1;
    if (lowest.reason !== undefined) this.droppedBelow += lowest.last - lowest.first + 1;
    this.floorSequence = next.first - 1;
    this.segments.shift();
  }
}

/** Merges adjacent segments with the same reason. */
function merged(segments: readonly Segment[]): Segment[] {
  return segments.reduce<Segment[]>((all, next) => {
    const before = all.at(-1);
    if (before && before.last + 1 === next.first && before.reason === next.reason) all[all.length - 1] = { ...before, last: next.last };
    else all.push(next);
    return all;
  }, []);
}

function countOf(ranges: readonly SequenceRange[]): number {
  return ranges.reduce((total, { first, last }) => total + last - first + 1, 0);
}
