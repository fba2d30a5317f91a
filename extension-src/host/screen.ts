import type { FilterSettings } from '../../src/settings/selection/filter-settings';
import type { MaskSettings } from '../../src/settings/selection/mask-settings';

/** What to leave out, and what to mask. */
export interface ScreenRules {
  readonly filter?: FilterSettings;
  readonly mask?: MaskSettings;
  /** Whether the levels of events are wanted. */
  readonly levels: boolean;
}

/**
 * Compiles rules. A host loads what it needs for them only then.
 *
 * @throws Error if a pattern cannot be compiled
 */
export type CreateScreen = (rules: ScreenRules) => Promise<Screen>;

/**
 * Leaves out events and masks them: the part of the selection that looks at each byte, which the host does, for speed.
 *
 * What a filter cannot examine, it keeps: text that is not UTF-8, and what takes too long. What a mask cannot examine, it replaces as a whole.
 */
export interface Screen {
  /** The names of the numbers in {@link Screened.omitted}. */
  readonly filterNames: readonly string[];
  /** The names of the numbers in {@link Screened.masked}. */
  readonly maskNames: readonly string[];

  /**
   * Examines `count` events from the index `first` on.
   *
   * @param positions where the events are in the body: {@link FoundEvents.positions}
   * @param type of all of these events, such as `function` or `platform.report`
   * @returns what is left. Valid until the next call, except for its body, which may be kept
   */
  examine(body: Buffer, positions: Uint32Array, first: number, count: number, type: string): Screened;
}

/** What is left of events. */
export interface Screened {
  /** The body that was examined, or another one that contains the events that are kept, if one of them was masked. */
  readonly body: Buffer;
  /** As {@link FoundEvents.positions}. The array may be longer. */
  readonly positions: Uint32Array;
  /** The index of the first event that is kept. */
  readonly first: number;
  /** The number of events that are kept. */
  readonly count: number;
  /** For each event that is kept its level: 1 for trace to 6 for fatal, 0 if it is unknown. Undefined if levels are not wanted. */
  readonly levels: Uint8Array | undefined;
  /** Three numbers for each rule that has left something out: its number, how many events, and their bytes. */
  readonly omitted: ArrayLike<number>;
  /** Two numbers for each rule that has masked something: its number, and how many replacements. The first rule counts events that could not be masked. */
  readonly masked: ArrayLike<number>;
}
