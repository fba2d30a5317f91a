import { streamFormats } from '../../../benchmark/kinesis/stream-format';

test('leaves out a format that the settings do not have', () => {
  const settings = { COMPRESSION: { variable: 'KINESIS_TELEMETRY_COMPRESSION', choices: ['none', 'gzip'] }, parse: () => undefined };
  expect(streamFormats(settings).map(({ name }) => name)).toEqual(['ndjson', 'ndjson gzip']);
});

test('begins with the default format', () => {
  expect(streamFormats()[0]).toEqual({ name: 'ndjson', settings: {} });
});
