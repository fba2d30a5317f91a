import { createSampling, ERROR, IN, INFO, OUT } from './sampling-setup';

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

  test.each([true, false])('each new request is kept, also where its end is not told (its end is told: %s)', (tellsEnd) => {
    const { sampling, start, lines, passed } = createSampling({}, tellsEnd);
    sampling.end();
    start('a');
    lines('a', ['one']);
    lines('b', ['start was missed']);
    expect(passed()).toEqual(['start', 'one', 'start was missed']);
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

describe('an undecided request', () => {
  test('is not forgotten, however many are decided meanwhile', () => {
    const { start, lines, done, taken } = createSampling();
    start('slow');
    lines('slow', ['one']);
    for (let i = 0; i < 200; i++) {
      start(`r${i}`);
      done(`r${i}`);
    }
    done('slow', 'error');
    expect(taken.requests).toEqual(['slow', 'slow', 'slow']);
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
