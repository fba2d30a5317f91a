import { JsonReader } from './json-reader';
import { LevelName, LEVELS } from './levels';
import { SAMPLING } from './variables';

export type KeepReasonName = 'error' | 'timeout' | 'out-of-memory' | 'cold-start';
export type SampleByName = 'request' | 'trace';
export type WhenFullName = 'keep' | 'omit';

export const KEEP_REASONS: readonly KeepReasonName[] = ['error', 'timeout', 'out-of-memory', 'cold-start'];
export const SAMPLE_BY: readonly SampleByName[] = ['request', 'trace'];
export const WHEN_FULL: readonly WhenFullName[] = ['keep', 'omit'];

/** Which requests are kept as a whole. All others are omitted as a whole. */
export interface SamplingSettings {
  readonly keep: readonly KeepReasonName[];
  /** Requests whose duration exceeds it are kept. */
  readonly slowerThanMs?: number;
  /** Requests that logged a line of this level or above are kept. */
  readonly minLevel?: LevelName;
  /** The share of the requests that are kept of all others, from 0 to 1. */
  readonly share: number;
  /** What decides on the share: the request id, or the X-Ray trace id, by which all functions of one trace decide the same. */
  readonly by: SampleByName;
  /** The maximum size of the events of undecided requests. Undefined for a quarter of the buffer. */
  readonly bufferMaxBytes?: number;
  /** What happens to the oldest undecided request when there is no room for more. */
  readonly whenFull: WhenFullName;
  /**
   * Log lines below it are subject to sampling. All other events are sent at once: lines of this level and above, lines of an unknown level, and
   * the platform events of all requests. Undefined if sampling applies to everything that a request has.
   */
  readonly onlyBelow?: LevelName;
  /** Whether `platform.start`, `platform.runtimeDone` and `platform.report` of omitted requests are kept. */
  readonly keepPlatformEvents: boolean;
}

/** Lambda's longest timeout. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_DURATION_MS = 900_000;
export const SAMPLING_BUFFER_BYTES = { min: 64 * 1024, max: 1024 * 1024 * 1024 };

/**
 * Parses the variable {@link SAMPLING}.
 *
 * @returns undefined if there is nothing to do
 * @throws SelectionError
 */
export function parseSampling(text: string): SamplingSettings | undefined {
  const reader = JsonReader.of(SAMPLING.variable, text);
  const keep = reader.choices('keep', KEEP_REASONS);
  const slowerThanMs = reader.number('slowerThanMs', 1, MAX_DURATION_MS, true);
  const minLevel = reader.choice('minLevel', LEVELS);
  const share = reader.number('share', 0, 1, false);
  const by = reader.choice('by', SAMPLE_BY) ?? 'request';
  const bufferMaxBytes = reader.number('bufferMaxBytes', SAMPLING_BUFFER_BYTES.min, SAMPLING_BUFFER_BYTES.max, true);
  const whenFull = reader.choice('whenFull', WHEN_FULL) ?? 'keep';
  const onlyBelow = reader.choice('onlyBelow', LEVELS);
  const keepPlatformEvents = reader.boolean('keepPlatformEvents') ?? false;
  reader.end();
  // With neither, everything would be omitted: nobody wants that, and nobody says it by leaving everything out.
  if ([keep, slowerThanMs, minLevel, share].every((each) => each === undefined)) return undefined;
  return { keep: keep ?? [], slowerThanMs, minLevel, share: share ?? 0, by, bufferMaxBytes, whenFull, onlyBelow, keepPlatformEvents };
}
