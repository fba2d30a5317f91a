import { toJsonReport } from '../../../demo/report/json-report';
import { DemoResult, isComplete } from '../../../demo/verdict/demo-result';
import { EmittedEvent } from '../../../simulator';

const start = { registerMs: 30.04, readyMs: 40.06, initMs: 90, rssMB: 45.55, pssMB: 12.25 };

function lost(category: EmittedEvent['category']) {
  const event: EmittedEvent = {
    index: 0, time: '', type: category, category, json: '', launch: 1, deliveries: [], record: '',
  };
  return { event, reason: 'the extension had exited' };
}

function result(changes: Partial<DemoResult> = {}, undelivered: ReturnType<typeof lost>[] = []): DemoResult {
  return {
    kinesis: { endpoint: 'http://127.0.0.1:4567', stream: 'telemetry', region: 'eu-west-1', accountId: '123456789012' },
    functions: [],
    runs: [{ fn: undefined as never, invocations: [undefined as never], emitted: [lost('function').event, ...undelivered.map(({ event }) => event)], expectations: [], undelivered, printed: [] }],
    envelopes: [],
    consumers: [],
    verdict: { delivered: 1, missing: 0, duplicated: 2, omitted: { events: 4, bytes: 900 }, masked: 6, problems: [], perExpectation: new Map() },
    violations: [],
    stream: [],
    records: 3,
    putUnits: 4,
    bytes: 5,
    coldStarts: new Map([['nodejs22.x', { bare: start, ours: { ...start, registerMs: 31 }, pairs: 1 }]]),
    phases: new Map(),
    ...changes,
  };
}

test('has the fields that other programs read', () => {
  expect(toJsonReport(result())).toMatchObject({
    invocations: 1,
    events: { emitted: 1, delivered: 1, missing: 0, duplicated: 2, omitted: 4, omittedBytes: 900, masked: 6 },
    records: 3,
    putUnits: 4,
    coldStart: { bareRegisterMs: 30, registerMs: 31, bareReadyMs: 40.1, readyMs: 40.1 },
    memoryMB: { bare: 45.6, extension: 45.6 },
  });
});

test('counts events that Lambda could not post as missing, except lines that the extension logs while it exits', () => {
  expect(toJsonReport(result({}, [lost('function'), lost('platform'), lost('extension')])).events)
    .toMatchObject({ emitted: 3, delivered: 1, missing: 2, undelivered: 3 });
});

test('is complete only if no event is missing, there is no problem, and no limit was exceeded', () => {
  const { verdict } = result();
  expect(isComplete(result())).toBe(true);
  expect(isComplete(result({ verdict: { ...verdict, missing: 1 } }))).toBe(false);
  expect(isComplete(result({ verdict: { ...verdict, problems: ['a hole'] } }))).toBe(false);
  expect(isComplete(result({ violations: ['too large'] }))).toBe(false);
  expect(isComplete(result({}, [lost('function')]))).toBe(false);
  expect(isComplete(result({}, [lost('extension')]))).toBe(true);
});
