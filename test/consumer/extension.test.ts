import * as fc from 'fast-check';
import { CompletenessChecker, decodeRecord, recordText } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { Packer } from '../../extension-src/delivery/packer';
import type { PackedRecord } from '../../extension-src/delivery/record';
import { ndjson } from '../../extension-src/delivery/record-format';
import { createRecordFormat } from '../../extension-src/formats/create-record-format';
import { newEnvironmentId } from '../../extension-src/process/environment-id';

const RECORD_BYTES = 25_600;
const origin = { source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', version: '$LATEST', environment: newEnvironmentId() };
const logSource = { owner: '123456789012', logGroup: '/aws/lambda/orders', logStream: () => 'stream' };

type Choice = Pick<Parameters<typeof createRecordFormat>[0], 'format' | 'compression'>;

/** Encodes events with the extension's packer and formats, and decodes them as a consumer. */
async function roundTrip(events: readonly string[], { format, compression }: Choice, requestId?: string): Promise<Envelope[]> {
  const records: PackedRecord[] = [];
  const chosen = createRecordFormat({ format, compression, recordBytes: RECORD_BYTES, logSource, log: () => undefined });
  const packer = new Packer({
    origin, shape: chosen ?? ndjson(RECORD_BYTES), partitionKey: 'environment', oversized: 'shorten', now: () => 0,
    onFailed: (_range, error) => { throw error; },
    onRecord: (record) => records.push(record), onTooLarge: () => undefined,
  });
  for (const event of events) packer.add(Buffer.from(event), 0, Buffer.byteLength(event), requestId);
  packer.seal();
  const encoded = await Promise.all(records.map((record) => chosen ? chosen.encode(record) : record.data));
  return encoded.flatMap((data) => decodeRecord(data));
}

const eventOf = (recordJson: string, type = 'function') => `{"time":"2026-11-20T09:00:00.123Z","type":"${type}","record":${recordJson}}`;
const texts = fc.array(fc.jsonValue().map((value) => JSON.stringify(value)), { minLength: 1, maxLength: 50 });
const parameters = { seed: 20_261_120, numRuns: 100 };

test.each<Choice>([
  { format: 'ndjson', compression: 'none' }, { format: 'ndjson', compression: 'gzip' }, { format: 'kpl-aggregated', compression: 'none' },
])('a consumer reads all events that the extension writes as $format (compression: $compression), unchanged', async (choice) => {
  await fc.assert(fc.asyncProperty(texts, fc.option(fc.uuid(), { nil: undefined }), async (records, requestId) => {
    const envelopes = await roundTrip(records.map((record) => eventOf(record)), choice, requestId);
    expect(envelopes.map(recordText)).toEqual(records);
    expect(envelopes).toMatchObject(records.map((_, index) => ({ ...origin, sequence: index + 1, ...requestId === undefined ? {} : { requestId } })));
    const checker = new CompletenessChecker();
    expect(new Set(envelopes.map((envelope) => checker.add(envelope)))).toEqual(new Set(['new']));
    expect(checker.report(origin.environment)).toMatchObject({ received: records.length, missing: 0 });
  }), parameters);
});

test('a consumer reads the CloudWatch Logs format as messages with environment, sequence and time', async () => {
  await fc.assert(fc.asyncProperty(texts, async (records) => {
    const envelopes = await roundTrip(records.map((record) => eventOf(record)), { format: 'cloudwatch-logs', compression: 'none' });
    expect(envelopes).toEqual(records.map((record, index) => ({
      time: '2026-11-20T09:00:00.123Z', type: 'function', record: record.startsWith('"') ? JSON.parse(record) as string : record,
      environment: origin.environment, sequence: index + 1, logGroup: '/aws/lambda/orders', logStream: 'stream', account: '123456789012',
    })));
  }), parameters);
});

test.each<Choice['format']>(['ndjson', 'kpl-aggregated', 'cloudwatch-logs'])('a consumer of %s learns what was dropped and that the environment has ended', async (format) => {
  const dropped = '{"count":2,"bytes":9,"firstSequence":3,"lastSequence":4,"reason":"buffer-full"}';
  const envelopes = await roundTrip([eventOf('1'), eventOf(dropped, 'telemetry.dropped'), eventOf('{}', 'telemetry.summary')], { format, compression: 'none' });
  const [first, report, summary] = envelopes;
  const checker = new CompletenessChecker();
  for (const envelope of [first, { ...first, sequence: 2 }, { ...report, sequence: 5 }, { ...summary, sequence: 6 }]) checker.add(envelope);
  expect(checker.report(origin.environment)).toMatchObject({ received: 4, droppedCount: 2, complete: true });
});

test('a shortened event is a string with the number of missing bytes', async () => {
  const [{ record, truncatedBytes }] = await roundTrip([eventOf(JSON.stringify({ text: 'é'.repeat(600_000) }))], { format: 'ndjson', compression: 'none' });
  expect(record).toMatch(/^\{"text":"é+$/);
  expect(truncatedBytes).toBe(1_200_011 - Buffer.byteLength(record as string));
});
