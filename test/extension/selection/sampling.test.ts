import { eventOf, eventsOf, Taken } from './events';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { Sampling } from '../../../extension-src/selection/sampling';
import type { PlatformRecordOfRequest, SamplingRules } from '../../../extension-src/selection/sampling';
import { isInShare } from '../../../extension-src/selection/share';

const [ERROR, INFO] = [5, 3];

function createSampling(changes: Partial<SamplingRules> = {}, tellsEnd = true) {
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
const [IN, OUT] = [ids.filter((id) => isInShare(id, 0.5)), ids.filter((id) => !isInShare(id, 0.5))];

describe('sampling', () => {
  test('keeps a request with a reason as a whole, in order', () => {
    const { start, lines, done, passed, platform, taken, omitted } = createSampling();
    start('a');
    lines('a', ['one', 'two']);
    expect(passed()).toEqual([]);
    done('a', 'error');
    platform('report', 'a', { status: 'error' });
    expect(passed()).toEqual(['start', 'one', 'two', 'runtimeDone', 'report']);
    expect(new Set(taken.requests)).toEqual(new Set(['a']));
    expect(taken.texts.join()).not.toContain('sampleRate');
    expect(omitted()).toBeUndefined();
  });

  test('omits a request without a reason as a whole, and reports events, bytes and the id', () => {
    const { start, lines, done, passed, platform, omitted, totals } = createSampling();
    start('a');
    lines('a', ['one', 'two']);
    done('a');
    platform('report', 'a', { status: 'success' });
    lines('a', ['late']);
    expect(passed()).toEqual([]);
    const bytes = ['one', 'two', 'late'].reduce((sum, text) => sum + eventOf(text).length, 0)
      + eventOf({ requestId: 'a' }, 'platform.start').length
      + eventOf({ requestId: 'a', status: 'success' }, 'platform.runtimeDone').length + eventOf({ requestId: 'a', status: 'success' }, 'platform.report').length;
    expect(omitted()).toEqual({ count: 6, bytes, reasons: [{ reason: 'sampling', rule: 'not-kept', count: 6, bytes }], requests: ['a'] });
    expect(totals.omitted).toBe(6);
  });

  test('decides at platform.report if platform.runtimeDone was missed', () => {
    const { start, lines, platform, passed, omitted } = createSampling();
    start('a');
    lines('a', ['one']);
    platform('report', 'a', { status: 'timeout' });
    start('b');
    lines('b', ['two']);
    platform('report', 'b', { status: 'failure' });
    expect(passed()).toEqual(['start', 'two', 'report']);
    expect(omitted()?.requests).toEqual(['a']);
  });

  test('passes events of no request on at once', () => {
    const { lines, passed, sampling } = createSampling();
    lines(undefined, ['init'], [INFO]);
    expect(passed()).toEqual(['init']);
    expect(sampling.heldBytes).toBe(0);
  });

  test('does not decide by other platform events', () => {
    const { start, platform, passed, sampling } = createSampling();
    start('a');
    platform('new', 'a', { status: 'error' });
    expect(passed()).toEqual([]);
    sampling.end();
    expect(passed()).toEqual(['start', 'new']);
  });

  test('keeps a request that is slower than the duration', () => {
    const { start, done, passed } = createSampling({ slowerThanMs: 1_000 });
    start('a');
    done('a', 'success', { metrics: { durationMs: 1_000 } });
    start('b');
    done('b', 'success', { metrics: { durationMs: 1_001 } });
    expect(passed()).toEqual(['start', 'runtimeDone']);
  });
});

describe('a line of the level', () => {
  test('is a reason to keep its request at once', () => {
    const { start, lines, done, passed, sampling } = createSampling();
    start('a');
    lines('a', ['one']);
    lines('a', ['two', 'bad', 'three'], [INFO, ERROR, INFO]);
    expect(passed()).toEqual(['start', 'one', 'two', 'bad', 'three']);
    expect(sampling.heldBytes).toBe(0);
    done('a');
    expect(passed().at(-1)).toBe('runtimeDone');
  });

  test('above it is one too, below it is none', () => {
    const { start, lines, passed } = createSampling();
    start('a');
    lines('a', ['warn'], [ERROR - 1]);
    expect(passed()).toEqual([]);
    lines('a', ['fatal'], [ERROR + 1]);
    expect(passed()).toEqual(['start', 'warn', 'fatal']);
  });

  test('does not matter if no level is asked for, or if levels are not known', () => {
    const without = createSampling({ minLevel: undefined });
    without.start('a');
    without.lines('a', ['bad'], [ERROR]);
    expect(without.passed()).toEqual([]);
    const unknown = createSampling();
    unknown.start('a');
    unknown.lines('a', ['bad']);
    expect(unknown.passed()).toEqual([]);
  });

  test('that comes after its request was omitted is kept, with all after it', () => {
    const { start, lines, done, passed, omitted, platform } = createSampling();
    start('a');
    done('a');
    lines('a', ['debug', 'bad', 'more'], [INFO, ERROR, INFO]);
    platform('report', 'a', { status: 'success' });
    expect(passed()).toEqual(['bad', 'more', 'report']);
    expect(omitted()).toMatchObject({ count: 3, requests: ['a'] });
  });

  test('of another request does not matter', () => {
    const { start, lines, done, passed } = createSampling();
    start('a');
    start('b');
    lines('b', ['bad'], [ERROR]);
    lines('a', ['one'], [INFO]);
    done('a');
    expect(passed()).toEqual(['start', 'bad']);
  });
});

describe('the first request of an environment', () => {
  test('is kept at once if cold starts are, and no other', () => {
    const { start, lines, done, passed } = createSampling({ keep: ['cold-start'] });
    start('a');
    lines('a', ['one']);
    expect(passed()).toEqual(['start', 'one']);
    done('a');
    start('b');
    done('b');
    expect(passed()).toEqual(['start', 'one', 'runtimeDone']);
  });

  test('is like any other if they are not', () => {
    const { start, done, passed } = createSampling();
    start('a');
    done('a');
    expect(passed()).toEqual([]);
  });
});

describe('the share of the others', () => {
  test('is kept, and each of its events says the share', () => {
    const { start, lines, done, platform, taken, omitted } = createSampling({ share: 0.5 });
    for (const id of [IN[0], OUT[0]]) {
      start(id);
      lines(id, [`line of ${id}`]);
      done(id);
      platform('report', id);
    }
    expect(taken.texts.map((text) => JSON.parse(text) as object)).toEqual(
      ['platform.start', 'function', 'platform.runtimeDone', 'platform.report'].map((type) => expect.objectContaining({ type, sampleRate: 0.5 }) as object));
    expect(taken.members).toEqual([4, 4, 4, 4]);
    expect(omitted()?.requests).toEqual([OUT[0]]);
  });

  test('does not contain requests with a reason: they stand for themselves', () => {
    const { start, done, taken } = createSampling({ share: 0.5 });
    for (const id of [IN[0], OUT[0]]) {
      start(id);
      done(id, 'error');
    }
    expect(taken.texts).toHaveLength(4);
    expect(taken.texts.join()).not.toContain('sampleRate');
  });

  test('of 1 keeps all requests as they are', () => {
    const { start, done, taken } = createSampling({ share: 1 });
    start('a');
    done('a');
    expect(taken.texts).toHaveLength(2);
    expect(taken.texts.join()).not.toContain('sampleRate');
  });

  test('can be decided by the trace, so that the functions of a trace agree', () => {
    const { start, done, taken } = createSampling({ share: 0.5, by: 'trace' });
    const tracing = (id: string) => ({ tracing: { value: `Root=${id};Parent=1;Sampled=0` } });
    start(OUT[0], tracing(IN[0]));
    done(OUT[0]);
    start(IN[1], tracing(OUT[1]));
    done(IN[1]);
    expect(taken.requests).toEqual([OUT[0], OUT[0]]);
  });

  test('is decided by the request where there is no trace, or traces do not matter', () => {
    const { start, done, taken } = createSampling({ share: 0.5, by: 'trace' });
    start(IN[0]);
    done(IN[0]);
    start(IN[1], { tracing: null });
    done(IN[1]);
    expect(taken.requests).toEqual([IN[0], IN[0], IN[1], IN[1]]);
    const byRequest = createSampling({ share: 0.5 });
    byRequest.start(IN[0], { tracing: { value: `Root=${OUT[0]}` } });
    byRequest.done(IN[0]);
    expect(byRequest.taken.requests).toEqual([IN[0], IN[0]]);
  });
});

describe('platform events', () => {
  test('are passed on for all requests if they are to be kept, and the lines follow the decision', () => {
    const { start, lines, done, platform, passed, taken, omitted } = createSampling({ keepPlatformEvents: true, share: 0.5 });
    for (const id of [OUT[0], IN[0]]) {
      start(id);
      lines(id, [id]);
      done(id);
      platform('report', id);
    }
    expect(passed()).toEqual(['start', 'runtimeDone', 'report', 'start', IN[0], 'runtimeDone', 'report']);
    expect(taken.texts.filter((text) => text.includes('sampleRate'))).toHaveLength(1);
    expect(omitted()).toMatchObject({ count: 1, requests: [OUT[0]] });
  });
});

describe('at the end of the environment', () => {
  test('what is undecided is kept, and so is each new request', () => {
    const { sampling, start, lines, done, passed } = createSampling({ share: 0.5 });
    start(OUT[0]);
    lines(OUT[0], ['one']);
    sampling.end();
    expect(passed()).toEqual(['start', 'one']);
    start(OUT[1]);
    done(OUT[1]);
    lines(OUT[0], ['late']);
    expect(passed()).toEqual(['start', 'one', 'start', 'runtimeDone', 'late']);
    expect(sampling.heldBytes).toBe(0);
  });

  test('what was omitted stays omitted', () => {
    const { sampling, start, lines, done, passed } = createSampling();
    start('a');
    done('a');
    sampling.end();
    sampling.end();
    lines('a', ['late']);
    expect(passed()).toEqual([]);
  });
});

describe('a request id that comes again', () => {
  test('because Lambda tries a failed asynchronous invocation again, is decided anew', () => {
    const { start, lines, done, passed } = createSampling();
    start('a');
    done('a', 'error');
    start('a');
    lines('a', ['again']);
    expect(passed()).toEqual(['start', 'runtimeDone']);
    done('a');
    expect(passed()).toEqual(['start', 'runtimeDone']);
  });

  test('before the end of the first was told, keeps what is undecided', () => {
    const { start, lines, done, passed, sampling } = createSampling();
    start('a');
    lines('a', ['first']);
    start('a');
    expect(passed()).toEqual(['start', 'first']);
    done('a');
    expect(passed()).toEqual(['start', 'first']);
    expect(sampling.heldBytes).toBe(0);
  });
});

describe('where the end of a request is not told, as on Managed Instances', () => {
  test('the share decides at the start, and nothing waits', () => {
    const { start, lines, done, platform, taken, passed, omitted, sampling } = createSampling({ share: 0.5, keep: ['error', 'cold-start'] }, false);
    start(OUT[0]);
    start(IN[0]);
    lines(IN[0], ['in']);
    lines(OUT[0], ['out', 'bad'], [INFO, ERROR]);
    expect(passed()).toEqual(['start', 'in']);
    expect(sampling.heldBytes).toBe(0);
    done(OUT[0], 'error');
    platform('report', OUT[0], { status: 'failure' });
    expect(taken.texts.every((text) => text.includes('"sampleRate":0.5}'))).toBe(true);
    expect(omitted()).toMatchObject({ count: 5, requests: [OUT[0]] });
  });

  test('the share decides about a request of which the start was missed', () => {
    const { lines, passed } = createSampling({ share: 0.5, by: 'trace' }, false);
    lines(OUT[0], ['out']);
    lines(IN[0], ['in']);
    expect(passed()).toEqual(['in']);
  });
});

describe('decided requests', () => {
  test('are remembered, so that their last events follow: the latest 64, or 2,000 where many run at once', () => {
    for (const [tellsEnd, most] of [[true, 64], [false, 2_000]] as const) {
      const { start, done, lines, sampling, totals } = createSampling({}, tellsEnd);
      for (let i = 0; i <= most + 1; i++) {
        start(`r${i}`);
        done(`r${i}`);
      }
      const before = totals.omitted;
      lines('r1', ['late']);
      expect(totals.omitted).toBe(before + 1);
      expect(sampling.heldBytes).toBe(0);
      // The oldest is forgotten: without its end there is nothing to decide by.
      lines('r0', ['late']);
      expect(sampling.heldBytes > 0).toBe(tellsEnd);
    }
  });
});

describe('an error', () => {
  test('while events are passed on costs no other events of the request', () => {
    const { start, lines, done, taken, passed, errors } = createSampling();
    start('a');
    lines('a', ['one']);
    taken.failure = new Error('internal');
    expect(() => done('a', 'error')).toThrow('internal');
    expect(passed()).toEqual(['start', 'one', 'runtimeDone']);
    expect(errors).toEqual(['internal', 'internal']);
  });

  test('for lack of memory keeps the events', () => {
    const { start, lines, done, passed, errors, taken } = createSampling({ share: 0.5 });
    start(IN[0]);
    const fail = () => { throw new Error('Array buffer allocation failed'); };
    const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow').mockImplementationOnce(fail);
    lines(IN[0], ['one']);
    expect(passed()).toEqual(['one']);
    allocate.mockImplementationOnce(fail);
    done(IN[0]);
    allocate.mockRestore();
    expect(passed()).toEqual(['one', 'start', 'runtimeDone']);
    expect(taken.texts.map((text) => text.includes('sampleRate'))).toEqual([false, false, true]);
    expect(errors).toEqual(['Array buffer allocation failed', 'Array buffer allocation failed']);
  });
});
