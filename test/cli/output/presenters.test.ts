import { JsonPresenter } from '../../../cli-src/output/json-presenter';
import { palette, wantsColours } from '../../../cli-src/output/palette';
import { RawPresenter } from '../../../cli-src/output/raw-presenter';
import { TextPresenter } from '../../../cli-src/output/text-presenter';
import type { Envelope } from '../../../consumer-src';
import { envelope } from '../telemetry';

const ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
const text = (fields: Partial<Envelope>, options: { timestamps?: boolean; hasColours?: boolean } = {}) =>
  new TextPresenter({ palette: palette(options.hasColours ?? false), ...options }).event(envelope({ requestId: ID, ...fields }));

describe('text', () => {
  test.each<[string, Partial<Envelope>, string]>([
    ['a JSON log line', { record: { timestamp: 't', level: 'INFO', requestId: ID, message: 'hi', userId: 5 } }, 'INFO  hi {"userId":5}'],
    ['an object as the message', { record: { level: 'INFO', message: { a: 1 } } }, 'INFO  {"a":1}'],
    ['a text line of Node.js', { record: `2026-11-20T09:00:00.123Z\t${ID}\tWARN\tonly 3 left\n` }, 'WARN  only 3 left'],
    ['a text line of Python', { record: `[ERROR]\t2026-11-20T09:00:00.123Z\t${ID}\tno kettle\n` }, 'ERROR no kettle'],
    ['a text line of Java', { record: '[WARN] only 3 left' }, 'WARN  only 3 left'],
    ['a printed line', { record: 'tea' }, '      tea'],
    ['a value that is no text', { record: [1, 2] }, '      [1,2]'],
    ['a platform event', { type: 'platform.report', record: { requestId: ID, status: 'timeout', metrics: { durationMs: 3000 }, spans: [] } }, 'platform.report timeout, 3000 ms'],
    ['another platform event', { type: 'platform.initReport', record: { status: 'success', phase: 'init', metrics: { durationMs: 3.5 } } }, 'platform.initReport success, durationMs 3.5, phase init'],
    ['a line of another extension', { type: 'extension', record: 'started\n' }, 'extension started'],
    ['a stack trace', { record: { level: 'ERROR', errorType: 'E', errorMessage: 'no', stackTrace: ['  at a\n', '  at b'] } }, 'ERROR {"errorType":"E","errorMessage":"no"}\n    at a\n    at b'],
    ['a line with several lines', { record: 'one\n  two\n' }, '      one\n    two'],
  ])('%s', (_, fields, expected) => {
    expect(text(fields)).toBe(`09:00:00.123 orders 6d68ca91 ${expected}\n`);
  });

  test('--timestamps shows the whole time', () => {
    expect(text({}, { timestamps: true })).toMatch(/^2026-11-20T09:00:00\.123Z orders /);
  });

  test('columns line up for the names so far', () => {
    const presenter = new TextPresenter({ palette: palette(false) });
    presenter.event(envelope({ source: 'arn:aws:lambda:eu-west-1:123456789012:function:invoices' }));
    expect(presenter.event(envelope({}))).toBe('09:00:00.123 orders                  hello\n');
  });

  test('a name that CloudFormation has made is shortened, unless another function has the short one', () => {
    const presenter = new TextPresenter({ palette: palette(false) });
    const nameOf = (name: string) => presenter.event(envelope({ source: `arn:aws:lambda:eu-west-1:123456789012:function:${name}` })).split(' ')[1];
    expect(nameOf('WebShop-CheckoutB7CD3E82-A2C653EEBF89')).toBe('WebShop-Checkout');
    expect(nameOf('WebShop-CheckoutA1A1A1A1-B2C653EEBF89')).toBe('WebShop-CheckoutA1A1A1A1-B2C653EEBF89');
    expect(nameOf('WebShop-CheckoutB7CD3E82-A2C653EEBF89')).toBe('WebShop-Checkout');
    expect(nameOf('WebShop-Checkout')).toBe('WebShop-Checkout');
  });

  test('a log line cannot write to the terminal: control characters are escaped', () => {
    expect(text({ record: 'a\u001b]52;c;ZXZpbA==\u0007b\u001b[2Jc\rd\u009b1m' })).toContain('a\\x1b]52;c;ZXZpbA==\\x07b\\x1b[2Jc\\x0dd\\x9b1m');
  });

  test('colours that the function has written stay if colours are wanted, and end with the line', () => {
    expect(text({ record: '\u001b[31mred' }, { hasColours: true })).toContain('\u001b[31mred\u001b[0m');
    expect(text({ record: '\u001b[31mred\u001b[39m' })).toContain(' red\n');
  });

  test('a name of a function always has the same colour', () => {
    const coloured = text({}, { hasColours: true });
    expect(coloured).toBe(text({}, { hasColours: true }));
    expect(coloured).toMatch(/\u001b\[\d+morders/);
  });

  test('an invocation has its facts as a heading, and its events below', () => {
    const presenter = new TextPresenter({ palette: palette(false) });
    const events = [
      envelope({ type: 'platform.start', record: {}, requestId: ID }), envelope({ record: 'tea', requestId: ID }), envelope({ type: 'platform.report', record: {}, requestId: ID }),
    ];
    const invocation = {
      requestId: ID, function: 'orders', environment: 'e', start: '2026-11-20T09:00:00.100Z', status: 'error', errorType: 'NoTea', durationMs: 12.345, billedDurationMs: 13,
      memorySizeMB: 128, maxMemoryUsedMB: 64, initDurationMs: 201.4,
    };
    expect(presenter.invocation(invocation, events, false)).toBe(
      `09:00:00.100 orders ${ID} error (NoTea), 12 ms, billed 13 ms, 64 of 128 MB, cold start 201 ms\n  09:00:00.123       tea\n\n`);
    expect(presenter.invocation({ requestId: ID, function: 'orders', environment: 'e' }, [], true)).toContain(`orders ${ID} not finished (continued)\n`);
  });
});

describe('json', () => {
  test('is the envelope exactly as it is in the stream', () => {
    const line = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"b":1, "a":9007199254740993},"environment":"e","sequence":1}';
    expect(new JsonPresenter().event(Object.defineProperty(JSON.parse(line) as Envelope, 'line', { value: line }))).toBe(`${line}\n`);
  });

  test('is valid for an event that is not', () => {
    const malformed = Object.defineProperty({ ...envelope({}), malformed: true }, 'line', { value: 'not JSON' });
    expect(JSON.parse(new JsonPresenter().event(malformed))).toMatchObject({ malformed: true, sequence: 1 });
  });

  test('an invocation is one object with its events', () => {
    const printed = new JsonPresenter().invocation({ requestId: ID, function: 'orders', environment: 'e', durationMs: 1 }, [envelope({}), envelope({ sequence: 2 })]);
    expect(JSON.parse(printed)).toEqual({ requestId: ID, function: 'orders', environment: 'e', durationMs: 1, events: [envelope({}), envelope({ sequence: 2 })] });
  });
});

test('raw is the record alone, with one newline', () => {
  const raw = new RawPresenter();
  expect(raw.event(envelope({ record: 'tea\n' }))).toBe('tea\n');
  expect(raw.event(envelope({ record: 'tea' }))).toBe('tea\n');
  expect(raw.event(envelope({ record: { a: 1 } }))).toBe('{"a":1}\n');
});

test.each([
  ['auto', true, {}, true], ['auto', false, {}, false], ['auto', true, { NO_COLOR: '1' }, false], ['auto', true, { TERM: 'dumb' }, false],
  ['always', false, { NO_COLOR: '1' }, true], ['never', true, {}, false],
] as const)('--color %s on a terminal (%s) with %j: %s', (choice, isTerminal, environment, expected) => {
  expect(wantsColours(choice, isTerminal, environment)).toBe(expected);
});
