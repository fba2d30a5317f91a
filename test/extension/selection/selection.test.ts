import { eventOf, eventsOf, Taken, TIME } from './events';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import type { Screen, Screened } from '../../../extension-src/host/screen';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { Sampling } from '../../../extension-src/selection/sampling';
import { Selection } from '../../../extension-src/selection/selection';

const ERROR = 5;

/** A screen that omits lines that contain `drop`, gives lines that contain `bad` the level error, and masks `secret`. */
const screenOfWords: Screen = {
  filterNames: ['min-level', 'types', 'include-only', 'drops'],
  maskNames: ['failed', 'secrets'],
  examine: (body, positions, first, count): Screened => {
    const omitted = [3, 0, 0];
    const kept: string[] = [];
    const levels: number[] = [];
    let masked = 0;
    for (let i = first; i < first + count; i++) {
      const text = body.toString('utf8', positions[3 * i], positions[3 * i + 1]);
      if (text.includes('drop')) {
        omitted[1]++;
        omitted[2] += text.length;
        continue;
      }
      if (text.includes('secret')) masked++;
      kept.push(text.includes('secret') ? `${text.replace('secret', '***').slice(0, -1)},"masked":{"secrets":1}}` : text);
      levels.push(text.includes('bad') ? ERROR : 0);
    }
    const events = eventsOf(...kept);
    return {
      body: events.body, positions: events.positions, first: 0, count: events.count, levels: Uint8Array.from(levels),
      omitted: omitted[1] > 0 ? omitted : [], masked: masked > 0 ? [1, masked] : [],
    };
  },
};

function createSelection({ screen = screenOfWords, screens = true, masks = true, samples = true } = {}) {
  const totals = zeroTotals();
  const ledger = new OmittedLedger(totals, () => 0, () => undefined);
  const next = new Taken();
  const errors: string[] = [];
  const onError = ({ message }: Error) => errors.push(message);
  const sampling = samples ? new Sampling({
    rules: { keep: ['error'], minLevel: ERROR, share: 0, by: 'request', bufferMaxBytes: 1_000_000, whenFull: 'keep', keepPlatformEvents: false },
    tellsEnd: true, ledger, next, onGrown: () => undefined, onError,
  }) : undefined;
  const selection = new Selection({ screen: screens ? screen : undefined, sampling, ledger, next, masks, onError });
  const one = (type: string, record: unknown, requestId?: string, isOwnLog = false) => {
    const { body, positions } = eventsOf(eventOf(record, type));
    if (type.startsWith('platform.')) selection.observe(type, requestId, record as object);
    selection.add(type, body, positions[0], positions[1], positions[2], requestId, isOwnLog);
  };
  const run = (requestId: string | undefined, ...texts: string[]) => {
    const { body, positions } = eventsOf(...['before', ...texts].map((text) => eventOf(text)));
    selection.addRun(body, positions, 1, texts.length, requestId);
  };
  return { selection, ledger, totals, next, errors, one, run };
}

const fails: Screen = { ...screenOfWords, examine: () => { throw new Error('engine'); } };

describe('selection', () => {
  test('filters, masks and samples lines, in this order', () => {
    const { one, run, next, totals, selection } = createSelection();
    one('platform.start', { requestId: 'a' }, 'a');
    run('a', 'drop this', 'a secret', 'bad');
    expect(next.texts.slice(1)).toEqual([`${eventOf('a ***').slice(0, -1)},"masked":{"secrets":1}}`, eventOf('bad')]);
    expect(totals.omitted).toBe(1);
    expect(selection.masked).toEqual({ secrets: 1 });
    one('platform.start', { requestId: 'b' }, 'b');
    run('b', 'drop this too', 'fine');
    one('platform.runtimeDone', { requestId: 'b', status: 'success' }, 'b');
    expect(next.texts).toHaveLength(3);
    expect(selection.take('last')).toMatchObject({
      reasons: [{ reason: 'filter', rule: 'drops', count: 2 }, { reason: 'sampling', rule: 'not-kept', count: 3 }], requests: ['b'],
    });
  });

  test('treats a single line like a run of lines', () => {
    const { one, next, selection } = createSelection();
    one('platform.start', { requestId: 'a' }, 'a');
    one('function', 'drop this', 'a');
    one('function', 'a secret', 'a');
    one('function', 'bad', 'a');
    expect(next.texts).toHaveLength(3);
    expect(selection.masked).toEqual({ secrets: 1 });
    expect(selection.take('last')).toMatchObject({ count: 1 });
  });

  test('passes on which events are lines of the extension itself', () => {
    const { one, next } = createSelection();
    one('extension', 'line', undefined, true);
    one('extension', 'line of another', undefined, false);
    expect(next.texts).toEqual([`own: ${eventOf('line', 'extension')}`, eventOf('line of another', 'extension')]);
  });

  test('does not take the level of an event that is no line of the function', () => {
    const { one, next } = createSelection();
    one('platform.start', { requestId: 'a' }, 'a');
    one('platform.unknown', { requestId: 'a', text: 'bad' }, 'a');
    expect(next.texts).toEqual([]);
  });

  test('observes platform events that are not passed on', () => {
    const { selection, run, next } = createSelection();
    selection.observe('platform.start', 'a', {});
    run('a', 'one');
    selection.observe('platform.runtimeDone', 'a', { status: 'error' });
    selection.observe('platform.initStart', undefined, {});
    expect(next.texts).toEqual([eventOf('one')]);
  });

  test('only filters and masks without sampling, and only samples without a screen', () => {
    const filtering = createSelection({ samples: false });
    filtering.one('platform.start', { requestId: 'a' }, 'a');
    filtering.run('a', 'drop', 'one');
    filtering.one('platform.runtimeDone', { requestId: 'a', status: 'success' }, 'a');
    expect(filtering.next.texts).toHaveLength(3);
    const samples = createSelection({ screens: false });
    samples.run('a', 'drop', 'secret');
    samples.run(undefined, 'of no request');
    samples.one('platform.runtimeDone', { requestId: 'a', status: 'error' }, 'a');
    expect(samples.next.texts.slice(0, 3)).toEqual([eventOf('of no request'), eventOf('drop'), eventOf('secret')]);
    expect(samples.selection.masked).toBeUndefined();
  });

  test('passes nothing on if all lines of a run are filtered', () => {
    const { run, one, next } = createSelection({ samples: false });
    run(undefined, 'drop', 'drop');
    one('function', 'drop');
    expect(next.texts).toEqual([]);
  });

  test('holds the memory of its ledger and of undecided events', () => {
    const { run, selection } = createSelection();
    expect(selection.heldBytes).toBe(0);
    run('a', 'drop');
    const ofLedger = selection.heldBytes;
    expect(ofLedger).toBeGreaterThan(0);
    run('a', 'one');
    expect(selection.heldBytes).toBeGreaterThan(ofLedger);
    selection.end();
    expect(selection.heldBytes).toBe(ofLedger);
  });

  test('takes a report back', () => {
    const { run, selection } = createSelection();
    run(undefined, 'drop');
    const report = selection.take('last')!;
    selection.restore(report);
    expect(selection.take('last')).toEqual(report);
  });
});

describe('events that cannot be examined', () => {
  test('are not passed on in clear where secrets are masked', () => {
    const { run, one, next, errors, selection } = createSelection({ screen: fails, samples: false });
    run('a', 'secret', 'x "secret" \\');
    one('extension', 'secret');
    const replaced = (type: string) => ({ time: TIME, type, record: '(masked: this record could not be masked)', masked: { failed: 1 } });
    expect(next.texts.map((text) => JSON.parse(text) as object)).toEqual([replaced('function'), replaced('function'), replaced('extension')]);
    expect(next.members).toEqual([4, 4]);
    expect(selection.masked).toEqual({ failed: 3 });
    expect(errors).toEqual(['engine', 'engine', 'engine']);
  });

  test('are replaced alone, and not those beside them', () => {
    const failsAtBad: Screen = {
      ...screenOfWords,
      examine: (body, positions, first, count, type) => {
        if (body.toString('utf8', positions[3 * first], positions[3 * (first + count) - 2]).includes('bad')) throw new Error('engine');
        return screenOfWords.examine(body, positions, first, count, type);
      },
    };
    const { run, next, errors, selection, totals } = createSelection({ screen: failsAtBad, samples: false });
    run('a', 'one secret', 'drop', 'bad secret', 'two');
    expect(next.texts.map((text) => (JSON.parse(text) as { record: string }).record)).toEqual(['one ***', '(masked: this record could not be masked)', 'two']);
    expect(next.requests).toEqual(['a', 'a', 'a']);
    expect(selection.masked).toEqual({ secrets: 1, failed: 1 });
    expect(totals.omitted).toBe(1);
    expect(errors).toEqual(['engine']);
  });

  test('of which the time cannot be read have none', () => {
    const { selection, next } = createSelection({ screen: fails, samples: false });
    const body = Buffer.from('{"no":"type"}');
    selection.add('extension', body, 0, body.length, 1, undefined, false);
    expect(JSON.parse(next.texts[0])).toMatchObject({ time: '', type: 'extension' });
  });

  test('are kept as they are where nothing is masked, and if they are platform events', () => {
    const { run, next, selection } = createSelection({ screen: fails, samples: false, masks: false });
    run('a', 'one');
    expect(next.texts).toEqual([eventOf('one')]);
    expect(selection.masked).toBeUndefined();
    const masking = createSelection({ screen: fails, samples: false });
    masking.one('platform.start', { requestId: 'a' }, 'a');
    expect(masking.next.texts).toEqual([eventOf({ requestId: 'a' }, 'platform.start')]);
  });
});
