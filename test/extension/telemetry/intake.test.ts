import { zeroTotals } from '../../../extension-src/delivery/totals';
import { Intake } from '../../../extension-src/telemetry/intake';
import { InvocationTracker } from '../../../extension-src/telemetry/invocation-tracker';
import type { TelemetryTypeName } from '../../../src/settings/settings';

const TIME = '2026-11-20T09:00:00.123Z';

function createIntake(...types: TelemetryTypeName[]) {
  const totals = zeroTotals();
  const events: Array<{ type: string; requestId?: string; isOwnLog: boolean }> = [];
  const reasons: string[] = [];
  const errors: string[] = [];
  const intake = new Intake({
    types, totals,
    tracker: new InvocationTracker(true),
    onEvent: (body, start, end, requestId, isOwnLog) => {
      if (body.includes('fails', start) && body.indexOf('fails', start) < end) throw new Error('internal');
      events.push({ type: /"type":"([^"]*)"/.exec(body.toString('utf8', start, end))?.[1] ?? '', requestId, isOwnLog });
    },
    onRestore: () => undefined,
    onError: (error) => errors.push(error.message),
    onMalformed: (reason) => reasons.push(reason),
  });
  const take = (...texts: string[]) => intake.take({ body: Buffer.from(`[${texts.join(',')}]`) });
  return { intake, take, totals, events, reasons, errors };
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

  test('a body that the listener refused is counted as malformed', () => {
    const { intake, totals, reasons } = createIntake('function');
    intake.take({ refused: 'a body of 5000000 bytes' });
    expect(reasons).toEqual(['a body of 5000000 bytes']);
    expect(totals.malformed).toBe(1);
  });
});
