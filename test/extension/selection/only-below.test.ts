import { eventOf, eventsOf, Taken } from './events';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { Sampling } from '../../../extension-src/selection/sampling';
import type { SamplingRules } from '../../../extension-src/selection/sampling';

const [UNKNOWN, DEBUG, INFO, ERROR] = [0, 2, 3, 5];

/** A sampling of lines below INFO. */
function createSampling(changes: Partial<SamplingRules> = {}, tellsEnd = true) {
  const rules: SamplingRules = {
    keep: ['error'], minLevel: ERROR, share: 0, by: 'request', bufferMaxBytes: 1_000_000, whenFull: 'keep', onlyBelow: INFO, keepPlatformEvents: false, ...changes,
  };
  const ledger = new OmittedLedger(zeroTotals(), () => 0, () => undefined);
  const taken = new Taken();
  const sampling = new Sampling({
    rules, tellsEnd, ledger, next: taken, onGrown: () => undefined, onError: (error) => { throw error; },
  });
  const platform = (type: string, record: { status?: string } = {}) => {
    sampling.observe(`platform.${type}`, 'a', record);
    const { body, positions } = eventsOf(eventOf(type, `platform.${type}`));
    sampling.take(`platform.${type}`, body, positions, 0, 1, 'a');
  };
  const lines = (levels: readonly number[] | undefined, ...texts: string[]) => {
    const { body, positions, count } = eventsOf(eventOf('before'), ...texts.map((text) => eventOf(text)));
    // Not the first event of the body: levels count from the first event that is taken.
    sampling.take('function', body, positions, 1, count - 1, 'a', levels);
  };
  const passed = () => taken.texts.map((text) => (JSON.parse(text) as { record: unknown }).record);
  return { sampling, taken, platform, lines, passed, omitted: () => ledger.take('last') };
}

describe('sampling only below a level', () => {
  test('sends everything else at once, and debug lines of a failed request behind it', () => {
    const { platform, lines, passed, omitted } = createSampling();
    platform('start');
    lines([DEBUG, INFO, UNKNOWN, DEBUG, DEBUG], 'debug 1', 'info', 'unknown', 'debug 2', 'debug 3');
    expect(passed()).toEqual(['start', 'info', 'unknown']);
    platform('runtimeDone', { status: 'error' });
    lines([DEBUG], 'late');
    platform('report', { status: 'error' });
    expect(passed()).toEqual(['start', 'info', 'unknown', 'debug 1', 'debug 2', 'debug 3', 'runtimeDone', 'late', 'report']);
    expect(omitted()).toBeUndefined();
  });

  test('omits debug lines of other requests, and reports no request as left out', () => {
    const { platform, lines, passed, omitted } = createSampling();
    platform('start');
    lines([DEBUG, INFO, DEBUG], 'debug 1', 'info', 'debug 2');
    platform('runtimeDone', { status: 'success' });
    lines([INFO, DEBUG], 'late info', 'late debug');
    platform('report', { status: 'success' });
    expect(passed()).toEqual(['start', 'info', 'runtimeDone', 'late info', 'report']);
    expect(omitted()).toEqual({ count: 3, bytes: expect.any(Number), reasons: [{ reason: 'sampling', rule: 'not-kept', count: 3, bytes: expect.any(Number) }] });
  });

  test('a line that is a reason comes behind the lines that have waited for it', () => {
    const { platform, lines, passed } = createSampling();
    platform('start');
    lines([DEBUG, INFO, ERROR, DEBUG], 'debug 1', 'info', 'error', 'debug 2');
    platform('runtimeDone', { status: 'success' });
    expect(passed()).toEqual(['start', 'debug 1', 'info', 'error', 'debug 2', 'runtimeDone']);
  });

  test('a line below the level can be a reason itself', () => {
    const { platform, lines, passed } = createSampling({ minLevel: DEBUG });
    platform('start');
    lines([1, INFO, DEBUG, 1], 'trace 1', 'info', 'debug', 'trace 2');
    expect(passed()).toEqual(['start', 'trace 1', 'info', 'debug', 'trace 2']);
  });

  test('a line that is a reason does not bring forward what waits before lines that are none', () => {
    const { platform, lines, passed } = createSampling({ minLevel: DEBUG });
    platform('start');
    lines([1, UNKNOWN, DEBUG], 'trace', 'unknown', 'debug');
    expect(passed()).toEqual(['start', 'unknown', 'trace', 'debug']);
  });

  test('without levels, every line is sent', () => {
    const { platform, lines, passed } = createSampling();
    platform('start');
    lines(undefined, 'one', 'two');
    expect(passed()).toEqual(['start', 'one', 'two']);
  });

  test('only debug lines of a request that is kept for the share carry it', () => {
    const { platform, lines, taken } = createSampling({ share: 0.999_999, keep: [] });
    platform('start');
    lines([DEBUG, INFO], 'debug', 'info');
    platform('runtimeDone', { status: 'success' });
    expect(taken.texts.filter((text) => text.includes('"sampleRate":0.999999'))).toEqual([expect.stringContaining('"record":"debug"')]);
    expect(taken.texts).toHaveLength(4);
  });

  test('where nothing reports the end of a request, the share decides on debug lines at once', () => {
    const { platform, lines, passed } = createSampling({}, false);
    platform('start');
    lines([DEBUG, INFO], 'debug', 'info');
    expect(passed()).toEqual(['start', 'info']);
  });
});
