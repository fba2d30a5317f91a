import { telemetryBody } from '../../../benchmark/environment/telemetry-body';

test.each([['text', 200], ['text', 20_000], ['json', 200], ['json', 2_000]] as const)('every %s record has exactly %d bytes, and no two are equal', (format, recordBytes) => {
  const events = JSON.parse(telemetryBody({ format, recordBytes, events: 20, seed: 1 }).toString()) as { type: string; record: unknown }[];
  expect(events).toHaveLength(20);
  for (const { type, record } of events) {
    expect(type).toBe('function');
    expect(Buffer.byteLength(format === 'text' ? record as string : JSON.stringify(record))).toBe(recordBytes);
  }
  expect(new Set(events.map(({ record }) => JSON.stringify(record))).size).toBe(20);
});

test('the same seed makes the same body', () => {
  const body = (seed: number) => telemetryBody({ format: 'text', recordBytes: 200, events: 3, seed });
  expect(body(1)).toEqual(body(1));
  expect(body(1)).not.toEqual(body(2));
});
