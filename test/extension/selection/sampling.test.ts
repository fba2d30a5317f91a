import { eventOf } from './events';
import { createSampling, ERROR, IN, INFO, OUT } from './sampling-setup';

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

  test('that is the first event of a request without a reason leaves nothing of it out, and nothing is held any more', () => {
    const { sampling, lines, passed, omitted } = createSampling();
    sampling.observe('platform.start', 'a', {});
    sampling.observe('platform.runtimeDone', 'a', { status: 'success' });
    lines('a', ['bad'], [ERROR]);
    expect(passed()).toEqual(['bad']);
    expect(omitted()).toBeUndefined();
    expect(sampling.heldBytes).toBe(0);
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

  test('still contains a request whose late line would be a reason: its first events have said the share', () => {
    const { start, lines, done, taken } = createSampling({ share: 0.5 });
    start(IN[0]);
    done(IN[0]);
    lines(IN[0], ['bad', 'more'], [ERROR, INFO]);
    expect(taken.texts.map((text) => text.includes('"sampleRate":0.5'))).toEqual([true, true, true, true]);
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
    const { sampling, start, done, taken } = createSampling({ share: 0.5, by: 'trace' });
    start(IN[0]);
    done(IN[0]);
    start(IN[1], { tracing: null });
    done(IN[1]);
    sampling.observe('platform.start', IN[2], undefined);
    done(IN[2]);
    expect(taken.requests).toEqual([IN[0], IN[0], IN[1], IN[1], IN[2]]);
    const byRequest = createSampling({ share: 0.5 });
    byRequest.start(IN[0], { tracing: { value: `Root=${OUT[0]}` } });
    byRequest.done(IN[0]);
    expect(byRequest.taken.requests).toEqual([IN[0], IN[0]]);
  });
});
