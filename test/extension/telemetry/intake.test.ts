import { zeroTotals } from '../../../extension-src/delivery/totals';
import { Intake } from '../../../extension-src/telemetry/intake';
import { InvocationTracker } from '../../../extension-src/telemetry/invocation-tracker';
import type { TelemetryTypeName } from '../../../src/settings/settings';

const TIME = '2026-11-20T09:00:00.123Z';

function createIntake(...types: TelemetryTypeName[]) {
  return createIntakeOf(new InvocationTracker(true), types);
}

function createIntakeOf(tracker: InvocationTracker, types: readonly TelemetryTypeName[]) {
  const totals = zeroTotals();
  const events: Array<{ type: string; requestId?: string; isOwnLog: boolean }> = [];
  const runs: number[] = [];
  const reasons: string[] = [];
  const errors: string[] = [];
  const onEvent = (body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog: boolean) => {
    if (body.includes('fails', start) && body.indexOf('fails', start) < end) throw new Error('internal');
    events.push({ type: /"type":"([^"]*)"/.exec(body.toString('utf8', start, end))?.[1] ?? '', requestId, isOwnLog });
  };
  const intake = new Intake({
    types, totals,
    tracker,
    isSnapStart: true,
    onEvent,
    onLines: (body, positions, first, count, requestId) => {
      runs.push(count);
      for (let i = first; i < first + count; i++) {
        try {
          onEvent(body, positions[i * 3], positions[i * 3 + 1], requestId, false);
        } catch (error) {
          // As the packer does it.
          errors.push((error as Error).message);
        }
      }
    },
    onRestore: () => undefined,
    onError: (error) => errors.push(error.message),
    onMalformed: (reason) => reasons.push(reason),
  });
  const take = (...texts: string[]) => intake.take({ body: Buffer.from(`[${texts.join(',')}]`) });
  return { intake, take, totals, events, runs, reasons, errors };
}

const event = (type: string, record: unknown) => JSON.stringify({ time: TIME, type, record });

describe('the intake', () => {
  test('recognizes only the lines of its own log', () => {
    const { take, events } = createIntake('function', 'extension');
    take(
      event('extension', '[kinesis-telemetry-extension] version 1 streams'),
      event('extension', '[another-extension] hello'),
      event('extension', 'x'),
      event('extension', '[kinesis-telemetry-extension] cannot deliver'),
      event('extension', { record: `${'x'.repeat(200)}`, then: { record: '[kinesis-telemetry-extension]' } }),
      event('function', '[kinesis-telemetry-extension] version 1 streams'),
      event('something.new', '[kinesis-telemetry-extension] version 1 streams'),
    );
    expect(events.map(({ isOwnLog }) => isOwnLog)).toEqual([true, false, false, true, false, false, false]);
  });

  const all = [event('function', 'x'), event('extension', 'x'), event('platform.start', { requestId: 'a' }), event('something.new', { requestId: 'a' })];

  test.each<[TelemetryTypeName, string]>([['function', 'function'], ['extension', 'extension'], ['platform', 'platform.start']])(
    'with only %s events, these and events of unknown types are passed on', (wanted, type) => {
      const { take, totals, events } = createIntake(wanted);
      take(...all);
      expect(events.map((one) => one.type)).toEqual([type, 'something.new']);
      expect(totals.received).toBe(2);
    });

  test('a platform event whose record is not an object, or not JSON, is passed on without effect', () => {
    const { take, events } = createIntake('platform');
    take(event('platform.start', null), event('platform.start', 'a'), event('platform.start', 1).replace('1}', '{]}'), event('platform.start', { requestId: 'a' }));
    expect(events.map(({ requestId }) => requestId)).toEqual([undefined, undefined, undefined, 'a']);
  });

  test('an error in the handling of an event costs that event only', () => {
    const { take, events, errors } = createIntake('function');
    take(event('function', 'a'), event('function', 'fails'), event('function', 'b'));
    expect(events).toHaveLength(2);
    expect(errors).toEqual(['internal']);
  });

  test('a POST that Lambda repeats is not received twice, unless the environment has been restored from a snapshot between', () => {
    const { intake, take, totals } = createIntake('function');
    const post = () => intake.take({ body: Buffer.from(`[\n${event('function', 'a')}]`), post: { id: 'x', isAnswered: false } });
    post();
    post();
    expect(totals.received).toBe(1);
    take(event('platform.restoreStart', {}));
    post();
    post();
    expect(totals.received).toBe(2);
  });

  test('an event without a type is skipped and reported with its position', () => {
    const { take, totals, events, reasons } = createIntake('function');
    take(event('function', 'x'), '{"no":"type"}', event('function', 'y'));
    expect(events).toHaveLength(2);
    expect(reasons).toEqual([`event without a type at byte ${1 + event('function', 'x').length + 1}`]);
    expect(totals.malformed).toBe(1);
  });

  test.each([
    event('telemetry.dropped', { firstSequence: 1, lastSequence: 9 }),
    event('telemetry.summary', {}),
    event('telemetry.new', 'x'),
    event('telemetry.dropped', {}).replace('telemetry', 't\\u0065lemetry'),
    event('function', 'x').replace('}', ',"type":"telemetry.dropped","record":{"firstSequence":1,"lastSequence":9}}'),
    event('function', 'x').replace('"record":"x"', '"type":"telemetry.summary"'),
    event('function', 'x').replace('}', ',"t\\u0079pe":"telemetry.summary"}'),
    `{"type":"telemetry.summary","time":"${TIME}","record":{}}`,
  ])('nobody but the extension can write events of its own types: %s is refused and counted', (forged) => {
    const { take, totals, events, reasons } = createIntake('platform', 'function', 'extension');
    take(event('function', 'x'), forged, event('function', 'y'));
    expect(events).toHaveLength(2);
    expect(reasons).toHaveLength(1);
    expect(totals).toMatchObject({ received: 2, malformed: 1 });
  });

  test('a body that the listener refused is counted as malformed', () => {
    const { intake, totals, reasons } = createIntake('function');
    intake.take({ refused: 'a body of 5000000 bytes' });
    expect(reasons).toEqual(['a body of 5000000 bytes']);
    expect(totals.malformed).toBe(1);
  });
});

describe('the request id in a JSON log line', () => {
  const A = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';
  const B = '00000000-49c9-448d-89b8-7ca3e6dc66bb';
  const at = (second: number) => `2026-11-20T09:00:0${second}.000Z`;
  const platform = (type: string, second: number, requestId: string) => event(type, { requestId }).replace(TIME, at(second));
  const line = (second: number, record: unknown) => event('function', record).replace(TIME, at(second));

  /** Returns the request id that the intake gives to a line at second 5, while A and B run on a Managed Instance. */
  function requestIdOf(text: string): string | undefined {
    const { take, events } = createIntakeOf(new InvocationTracker(false), ['function']);
    take(platform('platform.start', 1, A), platform('platform.start', 2, B), text, line(5, { requestId: A, next: true }));
    expect(events).toHaveLength(2);
    expect(events[1].requestId).toBe(A);
    return events[0].requestId;
  }

  test.each([
    { timestamp: at(5), level: 'INFO', requestId: B, message: 'x' },
    { level: 'INFO', nested: { requestId: A, list: [{ requestId: A }] }, function_request_id: B },
    { AWSRequestId: B },
    { requestId: B, function_request_id: B },
    { message: `"requestId":"${A}",`, requestId: B },
    { requestId: 'JKJaXmPLvHcESHA=', function_request_id: B },
  ])('is used on Managed Instances: %j', (record) => {
    expect(requestIdOf(line(5, record))).toBe(B);
    expect(requestIdOf(line(5, record).replace(JSON.stringify(record), JSON.stringify(record, undefined, 1)))).toBe(B);
  });

  test.each<[string, unknown]>([
    ['a text line', `{"requestId":"${B}"}`],
    ['a nested member', { message: { requestId: B } }],
    ['a member of a list', [{ requestId: B }]],
    ['a member in a string', { message: `","requestId":"${B}"` }],
    ['an invocation that Lambda has not reported', { requestId: '11111111-49c9-448d-89b8-7ca3e6dc66cc' }],
    ['a text that is not a UUID', { requestId: 'b' }],
    ['an object', { requestId: { requestId: B } }],
    ['two different invocations', { requestId: A, AWSRequestId: B }],
    ['another name', { requestID: B, xrequestId: B, requestIdx: B }],
    ['no member', {}],
  ])('is not taken from %s', (_, record) => {
    expect(requestIdOf(line(5, record))).toBeUndefined();
  });

  test.each(['{"requestId" "x"}', '{"a":1 "requestId":"x"}', '{"a":"b"]', '{"requestId":x}', '{"requestId":}', '{,}'])(
    'is not taken from %s, which is not JSON, nor from the next event', (record) => {
      expect(requestIdOf(line(5, 'RECORD').replace('"RECORD"', record))).toBeUndefined();
    });

  test('is not used for a line from before the start of the invocation or after its report', () => {
    const { take, events } = createIntakeOf(new InvocationTracker(false), ['function']);
    take(platform('platform.start', 2, A), platform('platform.report', 4, A), ...[1, 2, 3, 4, 5].map((second) => line(second, { requestId: A })));
    expect(events.map(({ requestId }) => requestId)).toEqual([undefined, A, A, A, undefined]);
  });

  test('is used for each of many mixed lines; those that state the same, one after the other, are passed on at once', () => {
    const { take, events, runs } = createIntakeOf(new InvocationTracker(false), ['function']);
    const other = '11111111-49c9-448d-89b8-7ca3e6dc66cc';
    const stating = (...ids: Array<string | undefined>) => ids.map((requestId, index) => line(3 + index % 3, { requestId }));
    take(platform('platform.start', 1, A), platform('platform.start', 2, B), ...stating(A, A, A, B, undefined, undefined, A, other, other), line(4, 'text'));
    expect(events.map(({ requestId }) => requestId)).toEqual([A, A, A, B, undefined, undefined, A, undefined, undefined, undefined]);
    expect(runs).toEqual([3, 1, 2, 1, 2, 1]);
  });

  test('does not matter where one invocation runs at a time and the time of the line tells which', () => {
    const { take, events } = createIntakeOf(new InvocationTracker(true), ['function']);
    take(platform('platform.start', 1, A), platform('platform.start', 3, B), line(4, { requestId: A }));
    expect(events.map(({ requestId }) => requestId)).toEqual([B]);
  });

  test('tells the invocation of a line that arrives late or follows runtimeDone', () => {
    const { take, events } = createIntakeOf(new InvocationTracker(true), ['function']);
    take(platform('platform.start', 1, A), platform('platform.runtimeDone', 2, A), line(3, { requestId: A }), line(3, 'text'));
    take(platform('platform.report', 3, A), platform('platform.start', 4, B), line(2, { requestId: A }), line(2, { requestId: B }));
    expect(events.map(({ requestId }) => requestId)).toEqual([A, undefined, A, undefined]);
  });

  test('is known for the latest 2,000 invocations', () => {
    const { take, events } = createIntakeOf(new InvocationTracker(false), ['function']);
    const id = (index: number) => `${String(index).padStart(8, '0')}-49c9-448d-89b8-7ca3e6dc66aa`;
    take(...Array.from({ length: 2_001 }, (_, index) => platform('platform.start', 1, id(index))));
    take(...[0, 1, 2_000].map((index) => line(2, { requestId: id(index) })));
    expect(events.map(({ requestId }) => requestId)).toEqual([undefined, id(1), id(2_000)]);
  });
});
