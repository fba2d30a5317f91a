import { createScreen } from '#host/screen';
import type { EventTaker } from './event-taker';
import { OmittedLedger } from './omitted-ledger';
import { Sampling } from './sampling';
import type { SamplingRules } from './sampling';
import { Selection } from './selection';
import { LEVELS } from '../../src/settings/selection/levels';
import type { SamplingSettings } from '../../src/settings/selection/sampling-settings';
import type { Totals } from '../delivery/totals';
import type { Log } from '../log/log';
import type { Clock } from '../process/clock';
import type { Settings } from '../settings/settings';

/** What a selection needs of the pipeline around it. */
export interface SelectionContext {
  /** Receives what is selected. */
  readonly next: EventTaker;
  readonly totals: Totals;
  readonly clock: Clock;
  /** Whether `platform.runtimeDone` tells the end of each request: not on Managed Instances. */
  readonly tellsEnd: boolean;
  readonly log: Log;
  /** Called when the selection holds more bytes, which count in the buffer. */
  readonly onGrown: () => void;
  /** Called when there is so much to report that a send should not wait for other events. */
  readonly onMuchOmitted: () => void;
  readonly onError: (error: Error) => void;
}

export type CreateSelection = (context: SelectionContext) => Selection;

type SelectionSettings = Pick<Settings, 'filter' | 'mask' | 'sampling' | 'bufferMaxBytes'>;

/** Undecided events may take this share of the buffer, unless the setting says otherwise. */
const DEFAULT_SHARE_OF_BUFFER = 0.25;

/**
 * Prepares a selection: compiles the patterns of the settings.
 *
 * @throws Error if a pattern cannot be compiled. Then nothing must be sent, as it could not be masked
 */
export async function prepareSelection({ filter, mask, sampling, bufferMaxBytes }: SelectionSettings): Promise<CreateSelection> {
  const levels = sampling?.minLevel !== undefined || sampling?.onlyBelow !== undefined;
  const screen = filter || mask || levels ? await createScreen({ filter, mask, levels }) : undefined;
  return ({ next, totals, clock, tellsEnd, log, onGrown, onMuchOmitted, onError }) => {
    const ledger = new OmittedLedger(totals, () => clock.now(), onMuchOmitted);
    if (sampling && !tellsEnd) {
      log('keeps requests by the share alone, which decides when they start: Lambda Managed Instances do not tell how requests end');
    }
    return new Selection({
      screen, ledger, next, onError,
      masks: mask !== undefined,
      sampling: sampling && new Sampling({ rules: rulesOf(sampling, bufferMaxBytes), tellsEnd, ledger, next, onGrown, onError }),
    });
  };
}

function rulesOf(sampling: SamplingSettings, bufferMaxBytes: number): SamplingRules {
  const { minLevel, onlyBelow } = sampling;
  return {
    ...sampling,
    minLevel: minLevel === undefined ? undefined : LEVELS.indexOf(minLevel) + 1,
    onlyBelow: onlyBelow === undefined ? undefined : LEVELS.indexOf(onlyBelow) + 1,
    bufferMaxBytes: sampling.bufferMaxBytes ?? DEFAULT_SHARE_OF_BUFFER * bufferMaxBytes,
  };
}
