import type { HeldInvocations } from '../hold-figures';
import type { KeptRequests } from '../oracle/whole-requests';
import type { Conditions } from '../rig/conditions';
import type { Rig } from '../rig/rig';
import type { Subject } from '../subject';

/**
 * While Kinesis fails, one of 20 invocations waits for the flush timeout, and then at most every third for a probe. The probes are short:
 * the mean hold is at most a tenth of the flush timeout.
 */
export const MOST_HELD_OF_20: HeldInvocations = { flushes: 1, probes: 7 };

/** Changes to what is checked of every run: no unaccounted event, no needless duplicate, no failed function. */
export interface Expectations {
  /** Whether events may be dropped or left undelivered, because Kinesis does not recover or the buffer is too small. @default false */
  readonly mayDrop?: boolean;
  /** Whether a process of the extension is killed, which loses its buffer. @default false */
  readonly killed?: boolean;
  /** Whether a call may succeed without the extension's knowledge, and the proxy cannot tell which one. @default false */
  readonly ambiguousEverywhere?: boolean;
  /** Whether the events must arrive in the order of their sequence numbers. Only possible if no single records fail. @default false */
  readonly inOrder?: boolean;
  /** How many invocations may be held in vain. @default - not checked */
  readonly mostHeld?: HeldInvocations;
  /** The maximum median of the holds from the second invocation on, in milliseconds. @default - not checked */
  readonly laterHoldMs?: number;
  /** The maximum hold, in milliseconds. @default - the flush timeout plus a margin */
  readonly longestHoldMs?: number;
  /** The maximum peak memory of the extension's process in MB. @default - PEAK_RSS_MB of the host */
  readonly peakRssMB?: number;
}

/** A fault, the traffic during it, and the expected results. */
export interface Scenario extends Conditions {
  /** A sentence that says what the scenario shows. */
  readonly shows: string;
  /** `quick` scenarios run always, `long` ones only without `--quick`. */
  readonly form: 'quick' | 'long';
  /** The server behind the proxy: an embedded Kinesis, or a sink that takes more records per second. @default kinesis */
  readonly target?: 'kinesis' | 'sink';
  /** The hosts that the scenario concerns. @default - all */
  readonly hosts?: ReadonlyArray<Subject['host']>;
  /** Whether the scenario runs alone, because it loads the machine or is sensitive to load. @default false */
  readonly alone?: boolean;
  readonly expect?: Expectations;
  /** Which requests must be in the stream as a whole, and which not at all. @default - all events must be there */
  readonly requests?: KeptRequests;
  /** Runs the scenario. The environment is shut down afterwards. */
  readonly play: (rig: Rig) => Promise<void>;
}

/** Node.js with the SDK needs about 70 MB, the native host about 4. The buffer and the request body come on top. */
export const PEAK_RSS_MB = { nodejs: 130, native: 50 };

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown */
export const LAMBDAS_SHUTDOWN_MS = 2_000;

/** A hold lasts longer: it waits for `platform.runtimeDone`, which waits 25 ms in Lambda's buffer. */
export const NOT_HELD_MS = 20;
