import { eventOf, eventsOf, Taken } from './events';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { Sampling } from '../../../extension-src/selection/sampling';
import type { PlatformRecordOfRequest, SamplingRules } from '../../../extension-src/selection/sampling';
import { isInShare } from '../../../extension-src/selection/share';

export const [ERROR, INFO] = [5, 3];

/** A sampling whose events are recorded. Keeps failed requests, and those with an error line, unless told otherwise. */
export function createSampling(changes: Partial<SamplingRules> = {}, tellsEnd = true) {
  const rules: SamplingRules = {
    keep: ['error'], minLevel: ERROR, share: 0, by: 'request', bufferMaxBytes: 1_000_000, whenFull: 'keep', keepPlatformEvents: false, ...changes,
  };
  const totals = zeroTotals();
  const ledger = new OmittedLedger(totals, () => 0, () => undefined);
  const taken = new Taken();
  const errors: string[] = [];
  const grown = jest.fn();
  const sampling = new Sampling({ rules, tellsEnd, ledger, next: taken, onGrown: grown, onError: ({ message }) => errors.push(message) });
  const platform = (type: string, requestId: string, record: PlatformRecordOfRequest = {}) => {
    sampling.observe(`platform.${type}`, requestId, record);
    const { body, positions } = eventsOf(eventOf({ requestId, ...record }, `platform.${type}`));
    sampling.take(`platform.${type}`, body, positions, 0, 1, requestId);
  };
  const lines = (requestId: string | undefined, texts: readonly string[], levels?: number[]) => {
    const { body, positions, count } = eventsOf(...texts.map((text) => eventOf(text)));
    sampling.take('function', body, positions, 0, count, requestId, levels);
  };
  const start = (requestId: string, record: PlatformRecordOfRequest = {}) => platform('start', requestId, record);
  const done = (requestId: string, status = 'success', more: PlatformRecordOfRequest = {}) => platform('runtimeDone', requestId, { status, ...more });
  /** The records that were passed on: lines as text, platform events as their type. */
  const passed = () => taken.texts.map((text) => {
    const { type, record } = JSON.parse(text) as { type: string; record: unknown };
    return type === 'function' ? record : type.replace('platform.', '');
  });
  const omitted = () => ledger.take('last');
  return { sampling, taken, errors, grown, totals, platform, start, lines, done, passed, omitted };
}

/** Ids of requests that belong to a share of a half, and of requests that do not. */
const ids = Array.from({ length: 40 }, (_, index) => `request-${index}`);
export const [IN, OUT] = [ids.filter((id) => isInShare(id, 0.5)), ids.filter((id) => !isInShare(id, 0.5))];
