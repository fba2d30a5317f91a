import type { Conditions } from '../rig/conditions';
import type { Rig } from '../rig/rig';

/** What must hold of a run, besides what must hold of every run: nothing unaccounted, nothing sent twice without need, no failed function. */
export interface Expectations {
  /** Whether events may be dropped, or left over at the end: only where Kinesis does not come back, or the buffer does not suffice. @default false */
  readonly mayDrop?: boolean;
  /** Whether a process of the extension is killed, so that what it held is gone. @default false */
  readonly killed?: boolean;
  /** Whether Lambda may have to kill the process at the end, as there is so little time; its last words must stand all the same. @default false */
  readonly mayOverrun?: boolean;
  /** Whether a send may be ambiguous without the proxy's knowledge. @default false */
  readonly ambiguousEverywhere?: boolean;
  /** Whether the events must arrive in the order of their numbers: where no single records are refused. @default false */
  readonly inOrder?: boolean;
  /** The mean hold, as a share of the flush time-out. @default - not looked at */
  readonly meanHoldShare?: number;
  /** The median of the holds from the second invocation on, in milliseconds. @default - not looked at */
  readonly laterHoldMs?: number;
  /** The longest hold, in milliseconds. @default - the flush time-out, and a margin */
  readonly longestHoldMs?: number;
  /** The most that the extension's process may ever hold in memory, in MB. @default PEAK_RSS_MB */
  readonly peakRssMB?: number;
}

/** Conditions, what happens under them, and what must hold all the same. */
export interface Scenario extends Conditions {
  /** What it shows, as a sentence. */
  readonly shows: string;
  /** `quick`: in the short form and in the long one; `long`: in the long one only. */
  readonly form: 'quick' | 'long';
  /** Where records go: a real wire protocol, or something that takes more of them a second. @default kinesis */
  readonly target?: 'kinesis' | 'sink';
  /** Whether it takes so much of the machine that others beside it would suffer. @default false */
  readonly alone?: boolean;
  readonly expect?: Expectations;
  /** What happens. The environment is shut down afterwards, if it was not. */
  readonly play: (rig: Rig) => Promise<void>;
}

/** A bare Node.js with the SDK loaded has some 70 MB; what the buffer and a call's body come to is on top. */
export const PEAK_RSS_MB = 130;
