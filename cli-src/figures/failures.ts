import { kept } from './kept';
import type { KeptInvocation } from './kept';
import { complaintOf } from './lines';
import { hasFailed, outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { startOf } from './phases';
import type { Init } from './phases';
import type { Trace } from './trace';

/** Failed invocations of one function that ended in the same way. */
export interface FailureKind {
  readonly function: string;
  readonly outcome: Outcome;
  readonly errorType?: string;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
  /** What an example says, in a line. */
  readonly complaint: string;
  /** The first ones of this kind that were read. */
  readonly examples: readonly KeptInvocation[];
}

export interface FailureKinds {
  readonly kinds: readonly FailureKind[];
  /** How many failed invocations are of other kinds. */
  readonly others: number;
}

const MAX_KINDS = 50;
const MAX_EXAMPLES = 3;
/** Of all kinds together. Every kind has one. */
const MAX_ALL_EXAMPLES = 60;

type Kind = { -readonly [Name in keyof FailureKind]: FailureKind[Name] } & { examples: KeptInvocation[] };

/** Gathers failed invocations by function, outcome and type of error, with examples. */
export class Failures {
  private readonly kinds = new Map<string, Kind>();
  private others = 0;
  private examples = 0;

  add(trace: Trace, init: Init | undefined): void {
    const { function: name, errorType } = trace.invocation;
    const outcome = outcomeOf(trace.invocation);
    if (!hasFailed(outcome)) return;
    const key = JSON.stringify([name, outcome, errorType]);
    const known = this.kinds.get(key);
    if (!known && this.kinds.size >= MAX_KINDS) {
      this.others++;
      return;
    }
    const time = startOf(trace);
    const kind = known ?? { function: name, outcome, errorType, count: 0, first: time, last: time, complaint: '', examples: [] };
    this.kinds.set(key, kind);
    kind.count++;
    if (!(kind.first <= time)) kind.first = time;
    if (!(kind.last >= time)) kind.last = time;
    if (kind.examples.length >= MAX_EXAMPLES || kind.examples.length > 0 && this.examples >= MAX_ALL_EXAMPLES) return;
    this.examples++;
    kind.examples.push(kept(trace, init, 'failed'));
    if (kind.complaint === '') kind.complaint = complaintOf(trace);
  }

  /** Returns the kinds, the most frequent first. */
  all(): FailureKinds {
    return { kinds: [...this.kinds.values()].sort((a, b) => b.count - a.count || a.first - b.first), others: this.others };
  }
}
