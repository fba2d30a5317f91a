import { EVENTS, LINES, figuresOf } from './recorded';
import type { Figures } from '../../../cli-src/figures/figures';
import { decodeRecord } from '../../../consumer-src';
import type { Envelope } from '../../../consumer-src';
import { renderCloudWatchLogs } from '../../../extension-src/formats/cloudwatch-logs';
import { envelope } from '../telemetry';

interface Report { readonly status: string; readonly metrics: Record<string, number> }

/** Counted by hand, from the reports alone. */
const REPORTS = EVENTS.filter(({ type }) => type === 'platform.report');
const reportsOf = (name: string) => REPORTS.filter(({ source }) => source?.includes(`WebShop-${name}`)).map(({ record }) => record as Report);
const NAMES = ['Payments', 'Inventory', 'Reports'];

function byFunction({ functions }: Figures, name: string) {
  return functions.find((one) => one.name.startsWith(`WebShop-${name}`))!;
}

test('outcomes are those of the reports', () => {
  const { invocations } = figuresOf(EVENTS);
  expect(REPORTS).toHaveLength(27);
  expect(invocations).toEqual({ success: 20, error: 6, timeout: 1, failure: 0, unknown: 0 });
  for (const status of ['success', 'error', 'timeout'] as const) {
    expect(invocations[status]).toBe(REPORTS.filter(({ record }) => (record as Report).status === status).length);
  }
});

test.each(NAMES)('duration, memory and cold starts of %s are those of its reports', (name) => {
  const reports = reportsOf(name);
  const { durations, memory, memorySizeMB, billedMs } = byFunction(figuresOf(EVENTS), name);
  const sorted = reports.map(({ metrics }) => metrics.durationMs).sort((a, b) => a - b);
  expect([durations.count, durations.quantile(0.5), durations.quantile(0.9), durations.max])
    .toEqual([sorted.length, sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.ceil(sorted.length * 0.9) - 1], sorted.at(-1)]);
  expect([memory.max, memorySizeMB]).toEqual([Math.max(...reports.map(({ metrics }) => metrics.maxMemoryUsedMB)), 256]);
  expect(billedMs).toBe(reports.reduce((sum, { metrics }) => sum + metrics.billedDurationMs, 0));
});

test('cold starts are those that reports tell of, and the one that was a part of the invocation after a timeout', () => {
  const told = REPORTS.filter(({ record }) => (record as Report).metrics.initDurationMs !== undefined);
  const inits = figuresOf(EVENTS).functions.map((one) => [/-([A-Z][a-z]+)/.exec(one.name)![1], one.inits.count]);
  expect(told).toHaveLength(3);
  expect(Object.fromEntries(inits)).toEqual({ Payments: 1, Inventory: 1, Reports: 2 });
});

test('failures are gathered by function and type of error, each with what it says', () => {
  const { failures: { kinds, others } } = figuresOf(EVENTS);
  expect(kinds.map(({ outcome, errorType, count, complaint, examples }) => [outcome, errorType, count, complaint, examples.length])).toEqual([
    ['error', 'CardDeclined', 4, 'CardDeclined: the card does not cover 9900', 3],
    ['error', 'UnknownArticle', 2, 'UnknownArticle: there is no kettle', 2],
    ['timeout', 'Sandbox.Timedout', 1, 'Task timed out after 2.00 seconds', 1],
  ]);
  expect(others).toBe(0);
});

test('an invocation has its phases, in milliseconds from its start, and its log lines in their order', () => {
  const { failures, others } = figuresOf(EVENTS);
  const [declined] = failures.kinds[0].examples;
  const own = EVENTS.filter(({ requestId }) => requestId === declined.invocation.requestId);
  const done = own.find(({ type }) => type === 'platform.runtimeDone')!.record as { readonly metrics: { readonly durationMs: number } };
  const report = own.find(({ type }) => type === 'platform.report')!.record as { readonly spans: ReadonlyArray<{ readonly durationMs: number }> };
  expect(declined.phases.map(({ name, durationMs }) => [name, durationMs])).toEqual([['handler', done.metrics.durationMs], ['hold', report.spans[0].durationMs]]);
  expect(declined.logs.lines.map(({ text }) => text.split('\n')[0])).toEqual([
    'charging { card: \'…1003\', amount: 9900 }', 'declined { card: \'…1003\', amount: 9900, limit: 5000 }', expect.stringContaining('the card does not cover 9900'),
  ]);
  // The init phase of a cold start came before, and the one after a timeout is a part of the invocation.
  const cold = others.find(({ reason, invocation }) => reason === 'cold' && invocation.initDurationMs === 139.469)!;
  expect(cold.phases.map(({ name, startMs }) => [name, startMs])).toEqual([['init', -148], ['handler', 0], ['hold', 25]]);
  const again = others.find(({ invocation }) => invocation.requestId.startsWith('b8d101fc'))!;
  expect(again.phases[0]).toEqual({ name: 'init', startMs: 0, durationMs: 177.937 });
  expect(again.phases[1]).toMatchObject({ name: 'handler', startMs: 177.937 });
});

test('the order in which events arrive, and second copies, change nothing', () => {
  const { overTime: _, ...inOrder } = figuresOf(EVENTS);
  const { overTime: __, ...inDisorder } = figuresOf([...EVENTS].reverse().flatMap((event, index) => index % 3 === 0 ? [event, event] : [event]));
  const facts = ({ functions, completeness, failures, events, invocations, first, last, byType }: typeof inOrder) => ({
    events, invocations, first, last, byType: [...byType].sort((a, b) => a.type < b.type ? -1 : 1), completeness: { ...completeness, duplicates: 0 },
    functions: functions.map(({ name, durations, memory, inits, billedMs }) => [name, durations.quantile(0.5), memory.max, inits.count, billedMs]),
    failures: failures.kinds.map(({ errorType, count, first: from, last: to }) => [errorType, count, from, to]),
  });
  expect(facts(inDisorder)).toEqual(facts(inOrder));
  expect(inDisorder.completeness.duplicates).toBe(65);
});

test('the CloudWatch Logs format, which names neither types nor invocations, gives the same figures', () => {
  const documents = EVENTS.map((event, index) => renderCloudWatchLogs(
    { data: Buffer.from(`${LINES[index]}\n`), environment: event.environment, firstSequence: event.sequence, lastSequence: event.sequence, partitionKey: '', heldBytes: 0, createdAt: 0, drops: [] },
    { owner: '123456789012', logGroup: `/aws/lambda/${/[^:]+$/.exec(event.source!)![0]}`, logStream: () => 'stream' },
  ));
  const told = figuresOf(documents.flatMap((document) => decodeRecord(document)));
  const known = figuresOf(EVENTS);
  expect(told.invocations).toEqual(known.invocations);
  expect(told.completeness).toMatchObject({ environments: 4, missing: 0, ended: 4 });
  const facts = ({ functions }: Figures) => functions.map((one) => (
    [one.name, one.durations.quantile(0.5), one.durations.max, one.memory.max, one.inits.count]));
  expect(facts(told)).toEqual(facts(known));
  expect(told.failures.kinds.map(({ errorType, count, complaint }) => [errorType, count, complaint])).toEqual([
    ['CardDeclined', 4, 'CardDeclined: the card does not cover 9900'],
    // A line of Python that states no request id belongs to no invocation here: none is guessed.
    ['UnknownArticle', 2, ''],
    ['Sandbox.Timedout', 1, 'Task timed out after 2.00 seconds'],
  ]);
});

test('events outside of the span count for the completeness alone', () => {
  const since = Date.parse('2026-11-30T04:27:53Z');
  const { events, outside, invocations, completeness } = figuresOf(EVENTS, { since });
  expect(events).toBe(EVENTS.filter(({ time }) => Date.parse(time) >= since).length);
  expect(outside).toBe(EVENTS.length - events);
  expect(completeness).toMatchObject({ environments: 4, missing: 0, begunBefore: 0 });
  expect(Object.values(invocations).reduce((a, b) => a + b)).toBeLessThan(27);
});

test('an invocation of which only log lines were read is not counted', () => {
  const requestId = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
  const { invocations, fragments } = figuresOf([envelope({ requestId, sequence: 1 }), envelope({ requestId, sequence: 2 })]);
  expect([invocations.unknown, fragments]).toEqual([0, 1]);
});

test('an invocation that has started and of which nothing else was read has an unknown outcome', () => {
  const requestId = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
  expect(figuresOf([envelope({ requestId, type: 'platform.start', record: { requestId } })]).invocations.unknown).toBe(1);
});

test.each([-1, 1e999, 'long', null])('a report whose duration is %p has none', (durationMs) => {
  const requestId = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
  const report = { ...envelope({ requestId, type: 'platform.report' }), record: { requestId, status: 'success', metrics: { durationMs } } };
  const { functions: [one], invocations } = figuresOf([report as Envelope]);
  expect([one.durations.count, invocations.success]).toEqual([0, 1]);
});
