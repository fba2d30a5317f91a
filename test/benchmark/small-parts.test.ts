import { gzipSync } from 'node:zlib';
import { parseArguments } from '../../benchmark/arguments';
import { telemetryBody } from '../../benchmark/environment/telemetry-body';
import { countEvents } from '../../benchmark/kinesis/count-events';
import { streamFormats } from '../../benchmark/kinesis/stream-format';
import { shareOf } from '../../benchmark/processor/cpu-share';

describe('arguments', () => {
  test('without any, everything is measured of the layer that is built', () => {
    expect(parseArguments([])).toMatchObject({ json: false, quick: false, check: false, write: false, label: undefined });
    expect(parseArguments([]).layer).toMatch(/assets\/layer\.zip$/);
  });

  test('another build can be measured under a name', () => {
    expect(parseArguments(['--quick', '--json', '--check', '--write', '--layer', __filename, '--label', 'other'])).toEqual({
      json: true, help: false, quick: true, check: true, write: true, layer: __filename, label: 'other',
    });
  });

  test('a layer that is not there is an error that says how to build it', () => {
    expect(() => parseArguments(['--layer', 'nowhere.zip'])).toThrow(/no layer at .*nowhere\.zip.*npm run build:layer/);
  });

  test('an unknown one is an error that shows the known ones', () => {
    expect(() => parseArguments(['--jsn'])).toThrow(/--jsn[^]*--json/);
  });
});

describe('formats of the stream', () => {
  test('are measured as far as the settings know them', () => {
    const settings = { COMPRESSION: { variable: 'KINESIS_TELEMETRY_COMPRESSION', choices: ['none', 'gzip'] }, parse: () => undefined };
    expect(streamFormats(settings).map(({ name }) => name)).toEqual(['ndjson', 'ndjson gzip']);
  });

  test('begin with what comes without any setting', () => {
    expect(streamFormats()[0]).toEqual({ name: 'ndjson', settings: {} });
  });
});

describe('bodies of telemetry', () => {
  test.each([['text', 200], ['text', 20_000], ['json', 200], ['json', 2_000]] as const)('%s of %d bytes: every record has exactly the size', (format, recordBytes) => {
    const events = JSON.parse(telemetryBody({ format, recordBytes, events: 20, seed: 1 }).toString()) as { type: string; record: unknown }[];
    expect(events).toHaveLength(20);
    for (const { type, record } of events) {
      expect(type).toBe('function');
      expect(Buffer.byteLength(format === 'text' ? record as string : JSON.stringify(record))).toBe(recordBytes);
    }
    expect(new Set(events.map(({ record }) => JSON.stringify(record))).size).toBe(20);
  });

  test('are the same for the same seed', () => {
    const body = (seed: number) => telemetryBody({ format: 'text', recordBytes: 200, events: 3, seed });
    expect(body(1)).toEqual(body(1));
    expect(body(1)).not.toEqual(body(2));
  });
});

describe('counting events', () => {
  const lines = Buffer.from(['function', 'platform.start', 'function'].map((type, index) =>
    `{"time":"2026-11-20T09:00:00.123Z","type":"${type}","record":"a","source":"arn:aws:lambda:eu-west-1:123456789012:function:f","version":"1","environment":"e","sequence":${index + 1}}\n`).join(''));

  test('in lines of JSON', () => {
    expect(countEvents([lines])).toBe(2);
  });

  test('in compressed records', () => {
    expect(countEvents([gzipSync(lines)])).toBe(2);
  });

  test('what came twice counts once', () => {
    expect(countEvents([lines, Buffer.from('{"type":"function","record":"other","environment":"e","sequence":4}\n'), lines])).toBe(3);
  });

  test('what has no number counts as often as it came', () => {
    const naive = Buffer.from('{"time":"2026-11-20T09:00:00.123Z","type":"function","record":"a"}');
    expect(countEvents([naive, naive])).toBe(2);
  });
});

test.each([[1_769, 1], [512, 0.289], [128, 0.072]])('%d MB have %d of a processor', (memorySizeMB, share) => {
  expect(shareOf(memorySizeMB)).toBeCloseTo(share, 3);
});
