import { eventDelays, mostCopies } from '../../../benchmark/kinesis/event-delays';

const T = Date.parse('2026-11-20T09:00:00.000Z');

function record(...events: { type?: string; sequence: number; afterMs?: number }[]): Buffer {
  return Buffer.from(events.map(({ type = 'function', sequence, afterMs = 0 }) =>
    `${JSON.stringify({ time: new Date(T + afterMs).toISOString(), type, record: 'x', source: 'arn:aws:lambda:eu-west-1:1:function:f', version: '1', environment: 'e', sequence })}\n`).join(''));
}

describe('the delay of events', () => {
  test('is the time from their emission to their arrival', () => {
    expect(eventDelays([{ data: record({ sequence: 1 }, { sequence: 2, afterMs: 30 }), at: T + 50 }], 0)).toEqual([50, 20]);
  });

  test('counts the first copy of an event', () => {
    const data = record({ sequence: 1 });
    expect(eventDelays([{ data, at: T + 50 }, { data, at: T + 5_000 }], 0)).toEqual([50]);
  });

  test('does not count events that were emitted earlier, reports and events of the extension', () => {
    const data = record({ sequence: 1, afterMs: -1 }, { sequence: 2, type: 'platform.report' }, { sequence: 3, type: 'telemetry.summary' }, { sequence: 4 });
    expect(eventDelays([{ data, at: T + 10 }], T)).toEqual([10]);
  });
});

test('the copies of an event are counted over all records', () => {
  const twice = { data: record({ sequence: 1 }, { sequence: 2 }), at: T };
  expect(mostCopies([])).toBe(0);
  expect(mostCopies([twice, { data: record({ sequence: 2 }), at: T }])).toBe(2);
});
