import { selectionTest } from '../../../cli-src/selection/selection';
import type { Selection } from '../../../cli-src/selection/selection';
import type { Envelope } from '../../../consumer-src';
import { envelope } from '../telemetry';

const ALL: Selection = { functions: [], types: [], filters: [], where: [] };
const selects = (selection: Partial<Selection>, fields: Partial<Envelope>) => selectionTest({ ...ALL, ...selection })(envelope(fields));

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

test('without a condition every event is shown', () => {
  expect(selects({}, {})).toBe(true);
});

test.each([
  ['orders', true], [ARN, true], ['order*', true], ['*:function:orders', true], ['*', true], ['order', false], ['orders2', false], ['o.ders', false],
])('--function %s selects the function orders: %s', (pattern, expected) => {
  expect(selects({ functions: [pattern] }, { source: ARN })).toBe(expected);
});

test('a name that CloudFormation has made is also selected by the part that people have chosen', () => {
  const source = 'arn:aws:lambda:eu-west-1:123456789012:function:WebShop-CheckoutB7CD3E82-A2C653EEBF89';
  for (const name of ['WebShop-Checkout', 'WebShop-CheckoutB7CD3E82-A2C653EEBF89', '*Checkout']) expect(selects({ functions: [name] }, { source })).toBe(true);
});

test('an event of the CloudWatch Logs format is of the function of its log group', () => {
  const { test: selected, event } = { test: selectionTest({ ...ALL, functions: ['orders'] }), event: { ...envelope({}), source: undefined } };
  expect(selected({ ...event, logGroup: '/aws/lambda/orders' })).toBe(true);
  expect(selected({ ...event, logGroup: '/shop/orders' })).toBe(false);
});

test.each([
  ['platform', 'platform.report', true], ['platform.report', 'platform.report', true], ['plat', 'platform.report', false], ['function', 'function', true],
  ['telemetry', 'telemetry.dropped', true],
])('--type %s selects %s: %s', (type, actual, expected) => {
  expect(selects({ types: [type] }, { type: actual })).toBe(expected);
});

test('of several functions or types one is enough, but all kinds of conditions must hold', () => {
  expect(selects({ functions: ['invoices', 'orders'], types: ['extension', 'function'] }, { source: ARN })).toBe(true);
  expect(selects({ functions: ['orders'], types: ['platform'] }, { source: ARN })).toBe(false);
});

test('--request-id takes the beginning of an id', () => {
  const requestId = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
  expect(selects({ requestId: '6d68ca91' }, { requestId })).toBe(true);
  expect(selects({ requestId: '49c9' }, { requestId })).toBe(false);
  expect(selects({ requestId: '6d68ca91' }, {})).toBe(false);
});

describe('--level', () => {
  test.each<[string, Partial<Envelope>, 'warn' | 'error' | undefined]>([
    ['JSON of Lambda', { record: { level: 'WARN', message: 'x' } }, 'warn'],
    ['JSON of Python', { record: { level: 'WARNING', message: 'x' } }, 'warn'],
    ['JSON of pino', { record: { level: 40, msg: 'x' } }, 'warn'],
    ['JSON with a severity', { record: { severity: 'warning' } }, 'warn'],
    ['JSON in a text log', { record: '{"level":"warn"}\n' }, 'warn'],
    ['text of Node.js', { record: '2026-11-20T09:00:00.123Z\t6d68ca91-49c9-448d-89b8-7ca3e6dc66aa\tWARN\tx\n' }, 'warn'],
    ['text of Python', { record: '[WARNING]\t2026-11-30T01:18:54.155Z\t445bf400\tx\n' }, 'warn'],
    ['text of Java', { record: '[WARN] only 3 of teapot left' }, 'warn'],
    ['text of Go', { record: 'timestamp=2026-11-30T01:23:37.087Z level=WARN message="x"' }, 'warn'],
    ['a timeout', { record: '2026-11-30T00:51:14.066Z c1eae829-45a6-4f58-9f84-3e5b2d07925f Task timed out after 3.00 seconds\n' }, 'error'],
    ['an exit', { record: 'RequestId: 6d68ca91-49c9-448d-89b8-7ca3e6dc66aa Error: Runtime exited with error: exit status 3\nRuntime.ExitError\n' }, 'error'],
    ['a report of a failure', { type: 'platform.report', record: { status: 'timeout' } }, 'error'],
    ['lost telemetry', { type: 'telemetry.dropped', record: { count: 1 } }, 'error'],
    ['a report of a success', { type: 'platform.report', record: { status: 'success' } }, undefined],
    ['a line without a level', { record: 'level crossing' }, undefined],
  ])('%s', (_, fields, level) => {
    expect(selects({ level: 'warn' }, fields)).toBe(level !== undefined);
    expect(selects({ level: 'error' }, fields)).toBe(level === 'error');
  });
});

describe('--filter', () => {
  test('finds a text in a log line, and in the JSON of a record as it was written', () => {
    expect(selects({ filters: ['9007199254740993'] }, { record: 'id 9007199254740993' })).toBe(true);
    const line = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"id":9007199254740993},"environment":"e","sequence":1}';
    const exact = Object.defineProperty(JSON.parse(line) as Envelope, 'line', { value: line });
    expect(selectionTest({ ...ALL, filters: ['9007199254740993'] })(exact)).toBe(true);
  });

  test('does not look at the fields around the record', () => {
    expect(selects({ filters: ['orders'] }, { source: ARN, record: 'hello' })).toBe(false);
  });

  test('takes a regular expression with flags between slashes; several filters must all match', () => {
    expect(selects({ filters: ['/USER \\d+/i', 'left'] }, { record: 'user 17 has left' })).toBe(true);
    expect(selects({ filters: ['/USER \\d+/', 'left'] }, { record: 'user 17 has left' })).toBe(false);
  });

  test('an expression with the flag g selects each matching event, not every second', () => {
    const test = selectionTest({ ...ALL, filters: ['/a/g'] });
    expect([1, 2, 3].map(() => test(envelope({ record: 'a' })))).toEqual([true, true, true]);
  });

  test('an invalid expression is an error that shows it', () => {
    expect(() => selects({ filters: ['/(/'] }, {})).toThrow(/--filter \/\(\/ is not a regular expression/);
  });
});

describe('--where', () => {
  const record = { 'userId': 5, 'name': 'Ann', 'items': [{ id: 'tea' }], 'log.level': 'INFO', 'nested': { 'a.b': 1 }, 'none': null, 'at': '2026-11-20T09:00:00Z' };
  test.each([
    ['record.userId=5', true], ['record.userId=50', false], ['record.userId!=6', true], ['record.name=Ann', true], ['record.items.0.id=tea', true],
    ['record.log.level=INFO', true], ['record.nested.a.b=1', true], ['record.none=null', true], ['record.items=[{"id":"tea"}]', true],
    ['record.userId>4', true], ['record.userId>10', false], ['record.userId<=5', true], ['record.at<2026-11-20T10', true], ['record.at>=2026-11-21', false],
    ['record.missing=', false], ['record.missing!=5', true], ['record.missing<5', false], ['record.toString=', false], ['type=function', true], ['sequence=1', true],
  ])('%s: %s', (condition, expected) => {
    expect(selects({ where: [condition] }, { record })).toBe(expected);
  });

  test('looks into JSON that a function with text logs has printed', () => {
    expect(selects({ where: ['record.userId=5'] }, { record: '{"userId":5}\n' })).toBe(true);
  });

  test('several conditions must all hold', () => {
    expect(selects({ where: ['record.userId=5', 'record.name=Bob'] }, { record })).toBe(false);
  });

  test.each(['record.userId', '=5', ''])('%j is an error that shows how a condition looks', (condition) => {
    expect(() => selects({ where: [condition] }, {})).toThrow(/--where must be a field, one of = != < <= > >=, and a value, such as record.userId=5, got/);
  });
});
