import { eventBytes } from '../../../../extension-src/host/nodejs/event-bytes';
import { NodejsScreen } from '../../../../extension-src/host/nodejs/screening/nodejs-screen';
import { compilePatterns } from '../../../../extension-src/host/nodejs/screening/patterns';
import { planScreen } from '../../../../extension-src/host/screening/plan';
import { parseFilter } from '../../../../src/settings/selection/filter-settings';
import { parseMask } from '../../../../src/settings/selection/mask-settings';

const TIME = '2026-11-20T09:00:00.123Z';

/** Returns the texts of the events that are left, and what was omitted and masked, by the names of the rules. */
function screened({ filter, mask, records, type = 'function' }: { filter?: object; mask?: object; records: readonly string[]; type?: string }) {
  const plan = planScreen({
    filter: filter && parseFilter(JSON.stringify(filter)), mask: mask && parseMask(JSON.stringify(mask)), levels: false,
  });
  const screen = new NodejsScreen(plan, compilePatterns(plan.filters.map(({ pattern }) => pattern)), compilePatterns(plan.mask?.patterns ?? []));
  const body = Buffer.from(`[${records.map((record) => `{"time":"${TIME}","type":"${type}","record":${record}}`).join(',')}]`);
  const found = eventBytes.findEvents(body);
  const left = screen.examine(body, found.positions, 0, found.count, type);
  const texts = Array.from({ length: left.count }, (_, i) =>
    left.body.toString('utf8', left.positions[(left.first + i) * 3], left.positions[(left.first + i) * 3 + 1]));
  const omitted: Record<string, number> = {};
  for (let i = 0; i < left.omitted.length; i += 3) omitted[screen.filterNames[left.omitted[i]]] = left.omitted[i + 1];
  const masked: Record<string, number> = {};
  for (let i = 0; i < left.masked.length; i += 2) masked[screen.maskNames[left.masked[i]]] = left.masked[i + 1];
  const events = () => texts.map((text) => JSON.parse(text) as { record: unknown; masked?: object });
  return { events, texts, omitted, masked };
}

const ALL = ['email', 'payment-card', 'aws-access-key', 'jwt', 'ipv4', 'bearer-token'];

describe('masks', () => {
  test.each<[string, unknown, unknown, Record<string, number>]>([
    ['an e-mail address', 'from ann@example.com to us', 'from *** to us', { email: 1 }],
    ['a payment card', 'card 4111 1111 1111 1111.', 'card ***.', { 'payment-card': 1 }],
    ['an access key', 'key AKIAIOSFODNN7EXAMPLE', 'key ***', { 'aws-access-key': 1 }],
    ['an IPv4 address', 'from 10.0.0.1', 'from ***', { ipv4: 1 }],
    ['the token, not the word Bearer', 'Authorization: Bearer abc123==', 'Authorization: Bearer ***', { 'bearer-token': 1 }],
    ['a number in a JSON log', { card: 4111111111111111, order: 17 }, { card: '***', order: 17 }, { 'payment-card': 1 }],
    ['a field at any depth', { user: { Password: ['a', 1] } }, { user: { Password: '***' } }, { fields: 1 }],
    ['a field of JSON in a text log', 'INFO {"password":"x","n":1}', 'INFO {"password":"***","n":1}', { fields: 1 }],
    ['a name of a field', { 'ann@example.com': 1 }, { '***': 1 }, { email: 1 }],
  ])('%s', (_, record, expected, counts) => {
    const { events, masked } = screened({ mask: { builtIns: ALL, fields: ['password'] }, records: [JSON.stringify(record)] });
    expect(events()).toEqual([{ time: TIME, type: 'function', record: expected, masked: counts }]);
    expect(masked).toEqual(counts);
  });

  test.each([
    'card 4111 1111 1111 1112', 'version 1.2.3.4.5', 'a timestamp: 1732093200123', 'name@', '256.1.1.1',
  ])('leave %s byte for byte', (text) => {
    const { texts, masked } = screened({ mask: { builtIns: ALL }, records: [JSON.stringify(text)] });
    expect(texts).toEqual([`{"time":"${TIME}","type":"function","record":${JSON.stringify(text)}}`]);
    expect(masked).toEqual({});
  });

  test('find what is written with escapes', () => {
    const { events } = screened({ mask: { builtIns: ['email'] }, records: ['"from \\u0061nn\\u0040example.com\\n"'] });
    expect(events()[0].record).toBe('from ***\n');
  });

  test('replace what a pattern of one\'s own matches by its own text', () => {
    const { events } = screened({
      mask: { patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: 'cust-"?' }] }, records: ['"of cust-123456"'],
    });
    expect(events()[0]).toMatchObject({ record: 'of cust-"?', masked: { customer: 1 } });
  });

  test('replace the whole record if it cannot be read: never the raw text', () => {
    const damaged = Buffer.from(`[{"time":"${TIME}","type":"function","record":"ann@example.com ?"}]`);
    damaged[damaged.indexOf('?')] = 0xff;
    const plan = planScreen({ filter: undefined, mask: parseMask('{"builtIns":["email"],"patterns":[{"name":"x","pattern":"cust-\\\\d"}]}'), levels: false });
    const screen = new NodejsScreen(plan, compilePatterns([]), compilePatterns(plan.mask?.patterns ?? []));
    const found = eventBytes.findEvents(damaged);
    const left = screen.examine(damaged, found.positions, 0, found.count, 'function');
    expect(left.body.toString('latin1', left.positions[left.first * 3], left.positions[left.first * 3 + 1])).not.toContain('ann@example.com');
    expect(left.count).toBe(1);
    expect(Array.from(left.masked, (number, i) => i % 2 === 0 ? screen.maskNames[number] : number)).toEqual(['failed', 1]);
  });

  test('replace the whole record if it takes too much processor time, and a filter keeps it', () => {
    const plan = planScreen({
      filter: parseFilter('{"rules":[{"name":"x","exclude":"cust"}]}'), mask: parseMask('{"patterns":[{"name":"x","pattern":"cust-\\\\d"}]}'), levels: false,
    });
    let usedMs = 0;
    const screen = new NodejsScreen(
      plan, compilePatterns(plan.filters.map(({ pattern }) => pattern)), compilePatterns(plan.mask?.patterns ?? []), () => usedMs += 300);
    const body = Buffer.from(`[${['', 'cust-1 '.repeat(12_000)].map((text) => JSON.stringify({ time: TIME, type: 'function', record: text })).join(',')}]`);
    const { positions, count } = eventBytes.findEvents(body);
    const left = screen.examine(body, positions, 0, count, 'function');
    const [, second] = [0, 1].map((i) => left.body.toString('utf8', left.positions[3 * (left.first + i)], left.positions[3 * (left.first + i) + 1]));
    expect(left.count).toBe(2);
    expect(second).toContain('"record":"(masked: this record could not be masked)","masked":{"failed":1}}');
    expect(Array.from(left.omitted)).toEqual([]);
  });

  test('find what is behind many escapes, and write back all others', () => {
    const before = String.raw`\n\u0041é\ud83d\ude00\\\"`.repeat(300);
    const { texts } = screened({ mask: { builtIns: ['email'] }, records: [String.raw`"${before}ann@example.com\t"`] });
    expect(texts[0]).toContain(String.raw`"record":"${before}***\t"`);
  });

  test('do not touch platform events', () => {
    const { texts, masked } = screened({ mask: { builtIns: ALL }, records: ['{"x":"ann@example.com"}'], type: 'platform.report' });
    expect(texts[0]).toContain('ann@example.com');
    expect(masked).toEqual({});
  });
});

describe('a filter', () => {
  test('leaves out lines below a level, of JSON and of text logs, and keeps what has none', () => {
    const { events, omitted } = screened({
      filter: { minLevel: 'warn' },
      records: [
        '{"level":"info","n":1}', '{"level":"ERROR","n":2}', '{"level":30,"n":3}', '{"level":50,"n":4}', '"no level"', '{"level":"loud","n":5}',
        JSON.stringify(`${TIME}\t6d68ca91-49c9-448d-89b8-7ca3e6dc66aa\tINFO\ttext\n`), JSON.stringify('[WARNING]\t2026-11-20T09:00:00.123Z\tid\ttext\n'),
      ],
    });
    expect(events().map(({ record }) => (record as { n?: number }).n ?? record)).toEqual([2, 4, 'no level', 5, '[WARNING]\t2026-11-20T09:00:00.123Z\tid\ttext\n']);
    expect(omitted).toEqual({ 'min-level': 3 });
  });

  test('counts what each rule leaves out', () => {
    const { events, omitted } = screened({
      filter: { rules: [{ name: 'health', exclude: 'GET /health' }, { name: 'noise', exclude: '(?i)^debug' }] },
      records: ['"GET /health 200"', '"Debug: x"', '"an error: no debug"', '"GET /health"'],
    });
    expect(events().map(({ record }) => record)).toEqual(['an error: no debug']);
    expect(omitted).toEqual({ health: 2, noise: 1 });
  });

  test('against START, END and REPORT drops no error line that only contains such a word, nor a platform event', () => {
    const filter = { rules: [{ name: 'lambda', exclude: '^(START|END|REPORT) RequestId: ' }] };
    expect(screened({ filter, records: ['"Error: REPORT RequestId: failed"', '"START RequestId: 1"'] }).texts).toHaveLength(1);
    expect(screened({ filter, records: ['"REPORT RequestId: 1"'], type: 'platform.report' }).texts).toHaveLength(1);
  });

  test('that includes only some lines keeps what one of its rules matches', () => {
    const { events, omitted } = screened({
      filter: { rules: [{ name: 'a', includeOnly: 'order' }, { name: 'b', includeOnly: 'payment' }] }, records: ['"order"', '"payment"', '"else"'],
    });
    expect(events().map(({ record }) => record)).toEqual(['order', 'payment']);
    expect(omitted).toEqual({ 'include-only': 1 });
  });

  test('leaves a body in which everything is kept as it is', () => {
    const { texts } = screened({ filter: { minLevel: 'debug' }, records: ['{"level":"info"}', '12345678901234567890'] });
    expect(texts).toEqual([`{"time":"${TIME}","type":"function","record":{"level":"info"}}`, `{"time":"${TIME}","type":"function","record":12345678901234567890}`]);
  });
});
