import { eventOf, eventsOf, Taken } from './events';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { Sampling } from '../../../extension-src/selection/sampling';
import type { SamplingRules } from '../../../extension-src/selection/sampling';

const BOUND = 100_000;
const LINE = 'x'.repeat(1_000);

function createSampling(whenFull: SamplingRules['whenFull']) {
  const totals = zeroTotals();
  const ledger = new OmittedLedger(totals, () => 0, () => undefined);
  const taken = new Taken();
  const grown = jest.fn();
  let peak = 0;
  const sampling: Sampling = new Sampling({
    rules: { keep: ['error'], share: 0, by: 'request', bufferMaxBytes: BOUND, whenFull, keepPlatformEvents: false }, tellsEnd: true, ledger, next: taken,
    onGrown: () => {
      peak = Math.max(peak, sampling.heldBytes);
      grown();
    },
    onError: (error) => { throw error; },
  });
  const line = (requestId: string, text = LINE) => {
    const { body, positions } = eventsOf(eventOf(text));
    sampling.take('function', body, positions, 0, 1, requestId);
  };
  const start = (requestId: string) => sampling.observe('platform.start', requestId, {});
  const done = (requestId: string, status: string) => sampling.observe('platform.runtimeDone', requestId, { status });
  return { sampling, taken, ledger, totals, grown, line, start, done, peak: () => peak };
}

describe('undecided events', () => {
  test('hold memory until the decision, and tell the delivery that it grows', () => {
    const { sampling, line, start, done, grown } = createSampling('keep');
    expect(sampling.heldBytes).toBe(0);
    start('a');
    line('a');
    expect(sampling.heldBytes).toBeGreaterThan(LINE.length);
    expect(grown).toHaveBeenCalledTimes(1);
    done('a', 'success');
    expect(sampling.heldBytes).toBe(0);
  });

  test.each(['keep', 'omit'] as const)('never hold more than the limit, with %s', (whenFull) => {
    const { line, start, peak } = createSampling(whenFull);
    start('a');
    for (let i = 0; i < 500; i++) line('a');
    expect(peak()).toBeLessThanOrEqual(BOUND);
    expect(peak()).toBeGreaterThan(BOUND / 2);
  });

  test.each(['keep', 'omit'] as const)('never hold more than the limit because of requests without events, with %s', (whenFull) => {
    const { sampling, start, line, taken } = createSampling(whenFull);
    for (let i = 0; i < 5_000; i++) start(`forged-${i}`);
    expect(sampling.heldBytes).toBeLessThanOrEqual(BOUND);
    // The newest are undecided. The others were decided, because each takes 512 bytes: events of theirs are kept.
    const undecided = Math.floor(BOUND / 512);
    line('forged-4999');
    expect(taken.texts).toHaveLength(0);
    line(`forged-${5_000 - undecided - 1}`);
    expect(taken.requests).toEqual([`forged-${5_000 - undecided - 1}`]);
  });
});

describe('past the limit', () => {
  test('with keep, the oldest undecided request is kept, and the others wait', () => {
    const { line, start, done, taken, totals } = createSampling('keep');
    start('a');
    start('b');
    line('a', 'first of a');
    line('b', 'first of b');
    for (let i = 0; taken.texts.length === 0; i++) line('a');
    expect(new Set(taken.requests)).toEqual(new Set(['a']));
    expect(taken.texts[0]).toContain('first of a');
    expect(taken.texts.join()).not.toContain('sampleRate');
    const before = taken.texts.length;
    line('a', 'later of a');
    expect(taken.texts).toHaveLength(before + 1);
    done('a', 'success');
    done('b', 'success');
    expect(taken.texts).toHaveLength(before + 1);
    expect(totals.omitted).toBe(1);
  });

  test('with keep, a request that was left out stays so', () => {
    const { line, start, done, taken } = createSampling('keep');
    start('a');
    line('a');
    done('a', 'success');
    start('b');
    for (let i = 0; taken.texts.length === 0; i++) line('b');
    line('a', 'late');
    expect(new Set(taken.requests)).toEqual(new Set(['b']));
  });

  test('with omit, the oldest undecided events are left out, and the newest of a request that fails are kept', () => {
    const { line, start, done, taken, totals, ledger } = createSampling('omit');
    start('a');
    for (let i = 0; i < 200; i++) line('a', `${i}: ${LINE}`);
    expect(taken.texts).toEqual([]);
    done('a', 'error');
    const numbers = taken.texts.map((text) => Number(/"record":"(\d+):/.exec(text)?.[1]));
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 200 - numbers.length + index));
    expect(totals.omitted).toBe(200 - numbers.length);
    expect(ledger.take('last')).toMatchObject({ reasons: [{ reason: 'sampling', rule: 'buffer-full', count: 200 - numbers.length }] });
  });

  test('with omit, only the oldest of many events that arrive at once are left out', () => {
    const { sampling, start, done, taken } = createSampling('omit');
    start('a');
    const { body, positions, count } = eventsOf(...Array.from({ length: 200 }, (_, index) => eventOf(`${index}: ${LINE}`)));
    sampling.take('function', body, positions, 0, count, 'a');
    done('a', 'error');
    const numbers = taken.texts.map((text) => Number(/"record":"(\d+):/.exec(text)?.[1]));
    // All that there was room for, but for one run.
    expect(numbers.length).toBeGreaterThan(BOUND / 1_200 - 10);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 200 - numbers.length + index));
  });

  test('with omit, events are left out of the oldest request first', () => {
    const { line, start, done, taken } = createSampling('omit');
    start('a');
    start('b');
    for (let i = 0; i < 20; i++) line('a');
    for (let i = 0; i < 80; i++) line('b');
    done('a', 'error');
    expect(taken.requests.length).toBeLessThan(5);
    const ofA = taken.requests.length;
    done('b', 'error');
    expect(taken.requests.length - ofA).toBeGreaterThan(60);
  });

  test('with omit, events that were left out are counted, and a request that is omitted later is counted for the rest', () => {
    const { line, start, done, totals, ledger } = createSampling('omit');
    start('a');
    for (let i = 0; i < 200; i++) line('a');
    done('a', 'success');
    expect(totals.omitted).toBe(200);
    const report = ledger.take('last');
    expect(report?.count).toBe(200);
    expect(report?.reasons.map(({ rule }) => rule)).toEqual(['buffer-full', 'not-kept']);
    expect(report?.requests).toEqual(['a']);
  });
});
