import type { Failure } from '../../extension-src/delivery/failure';

/** What a test does with a transport in another process. */
export type Step =
  | { readonly do: 'put'; readonly records: readonly string[]; readonly abortAfterMs?: number }
  | { readonly do: 'warmUp' | 'reset' | 'renewCredentials' }
  /** From now on the transport's clock differs by so much from the real one. */
  | { readonly do: 'clock'; readonly offsetMs: number };

export interface Outcome {
  /** The transport's connection before the step. */
  readonly connection: string;
  /** The code of each record, or null if Kinesis has stored it. */
  readonly codes?: ReadonlyArray<string | null>;
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string };
  readonly failure?: Failure;
}
