import { ENVIRONMENT, lineOf } from './records';
import { CompletenessChecker, decodeRecord } from '../../consumer-src';
import type { CheckerState, Envelope, EnvironmentReport } from '../../consumer-src';

const HEALTH = { reason: 'filter', rule: 'health', count: 3, bytes: 400 };
const NOT_KEPT = { reason: 'sampling', rule: 'not-kept', count: 5, bytes: 900 };
const BALANCED = { received: 20, own: 2, delivered: 11, dropped: 1, omitted: 8, undelivered: 2 };

const envelope = (sequence: number, changes: Partial<Envelope> = {}): Envelope => decodeRecord(Buffer.from(lineOf(sequence, changes)))[0];
const omitted = (sequence: number, record: unknown) => envelope(sequence, { type: 'telemetry.omitted', record });
const summary = (sequence: number, record: object) => envelope(sequence, { type: 'telemetry.summary', record });

function after(...envelopes: readonly Envelope[]): EnvironmentReport {
  const checker = new CompletenessChecker();
  envelopes.forEach((one) => checker.add(one));
  return checker.report(ENVIRONMENT)!;
}

describe('omitted events', () => {
  test('are added up by reason and rule, and are neither missing nor dropped', () => {
    expect(after(
      envelope(1),
      omitted(2, { count: 8, bytes: 1_300, reasons: [HEALTH, NOT_KEPT], requests: ['a', 'b'] }),
      omitted(3, { count: 3, bytes: 400, reasons: [HEALTH], requests: ['c'], unnamedRequests: 4 }),
      summary(4, {}),
    )).toMatchObject({
      omitted: [{ ...HEALTH, count: 6, bytes: 800 }, NOT_KEPT], omittedCount: 11, omittedRequests: 7,
      missing: 0, droppedCount: 0, received: 4, complete: true,
    });
  });

  test('are counted once if their report arrives twice', () => {
    const report = omitted(1, { count: 3, bytes: 400, reasons: [HEALTH] });
    expect(after(report, report)).toMatchObject({ omittedCount: 3, omitted: [HEALTH], duplicates: 1 });
  });

  test('are not counted from a report below the floor, which may be a duplicate', () => {
    const checker = new CompletenessChecker({ maxRanges: 2 });
    for (const sequence of [10, 20, 30, 40]) checker.add(envelope(sequence));
    checker.add(omitted(5, { count: 3, bytes: 400, reasons: [HEALTH] }));
    expect(checker.report(ENVIRONMENT)).toMatchObject({ omittedCount: 0 });
  });

  test('are none before any report', () => {
    expect(after(envelope(1))).toMatchObject({ omitted: [], omittedCount: 0, omittedRequests: 0, unexplained: undefined });
  });

  test.each([
    ['no object', 'x'], ['null', null], ['no count', { reasons: [HEALTH] }], ['a negative count', { count: -1 }], ['a count beyond 2^53', { count: 2 ** 60 }],
  ])('are not counted from a record with %s', (_, record) => {
    expect(after(omitted(1, record))).toMatchObject({ omittedCount: 0, omitted: [] });
  });

  test('of a rule without counts are only in the total', () => {
    expect(after(omitted(1, { count: 3, reasons: ['x', null, { reason: 'filter', rule: 'health' }, { ...HEALTH, bytes: -1 }], requests: 'a', unnamedRequests: -1 })))
      .toMatchObject({ omittedCount: 3, omitted: [], omittedRequests: 0 });
  });

  test('of more than 200 rules are only in the total', () => {
    const checker = new CompletenessChecker();
    for (let i = 1; i <= 201; i++) checker.add(omitted(i, { count: 1, reasons: [{ ...HEALTH, rule: `rule-${i}`, count: 1 }] }));
    checker.add(omitted(202, { count: 1, reasons: [{ ...HEALTH, rule: 'rule-1', count: 1 }] }));
    const report = checker.report(ENVIRONMENT)!;
    expect(report.omitted).toHaveLength(200);
    expect(report.omitted[0]).toMatchObject({ rule: 'rule-1', count: 2 });
    expect(report.omittedCount).toBe(202);
  });

  test('of rules with long names take little memory', () => {
    const [{ rule, reason }] = after(omitted(1, { count: 1, reasons: [{ ...HEALTH, rule: 'x'.repeat(1_000), reason: 'y'.repeat(1_000) }] })).omitted;
    expect([rule, reason]).toEqual(['x'.repeat(64), 'y'.repeat(64)]);
  });

  test('reported by anyone but the extension are ignored', () => {
    expect(after({ ...omitted(1, { count: 3, bytes: 400, reasons: [HEALTH] }), malformed: true })).toMatchObject({ omittedCount: 0 });
  });
});

describe('the sum of the summary', () => {
  test('explains each event: received and own events are delivered, dropped, omitted or undelivered', () => {
    expect(after(envelope(1), summary(2, BALANCED))).toMatchObject({ unexplained: 0, complete: true });
  });

  test.each([['received', 1], ['own', 1], ['delivered', -1], ['dropped', -1], ['omitted', -1], ['undelivered', -1]])(
    'does not explain an event that is only in %s', (name, difference) => {
      const record = { ...BALANCED, [name]: BALANCED[name as keyof typeof BALANCED] + 1 };
      expect(after(envelope(1), summary(2, record))).toMatchObject({ unexplained: difference, missing: 0, ended: true, complete: false });
    });

  test('of an older version is not known, and the environment can be complete', () => {
    const { own: _own, ...older } = BALANCED;
    expect(after(envelope(1), summary(2, older))).toMatchObject({ unexplained: undefined, complete: true });
  });
});

describe('the state of a checker', () => {
  test('contains omitted events and the sum', () => {
    const checker = new CompletenessChecker();
    checker.add(omitted(1, { count: 3, bytes: 400, reasons: [HEALTH], requests: ['a'] }));
    checker.add(summary(2, { ...BALANCED, omitted: 7 }));
    const state = JSON.parse(JSON.stringify(checker)) as CheckerState;
    const restored = CompletenessChecker.fromJSON(state);
    expect(restored.report(ENVIRONMENT)).toEqual(checker.report(ENVIRONMENT));
    restored.add(omitted(3, { count: 3, bytes: 400, reasons: [HEALTH], requests: ['b'] }));
    expect(restored.report(ENVIRONMENT))
      .toMatchObject({ omittedCount: 6, omitted: [{ ...HEALTH, count: 6, bytes: 800 }], omittedRequests: 2, unexplained: 1 });
  });

  test('of an older version has none', () => {
    const checker = new CompletenessChecker();
    checker.add(envelope(1));
    const { version, evicted, environments: [{ omitted: _omitted, unexplained: _unexplained, ...older }] } = checker.toJSON();
    const restored = CompletenessChecker.fromJSON({ version, evicted, environments: [older] });
    expect(restored.report(ENVIRONMENT)).toMatchObject({ received: 1, omittedCount: 0 });
  });
});
