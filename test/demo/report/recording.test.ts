import { DemoRecording, recordingOf } from '../../../demo/report/recording';

const RECORD = { data: Buffer.from('{"type":"function"}\n'), shardId: 'shard-0', partitionKey: 'p', sequenceNumber: '7', arrival: new Date('2026-11-20T09:00:00.000Z') };
const RUN = { fn: undefined as never, invocations: [], emitted: [], undelivered: [], printed: [], expectations: [{ id: 'one', source: 'arn', events: ['{"type":"function"}'] }] };

test('a recording has the records with their times, and the events that must be in them', () => {
  const recording = JSON.parse(recordingOf({ stream: [RECORD], runs: [RUN] })) as DemoRecording;
  expect(recording).toEqual({
    records: [{ data: RECORD.data.toString('base64'), shardId: 'shard-0', partitionKey: 'p', sequenceNumber: '7', arrival: '2026-11-20T09:00:00.000Z' }],
    emitted: [{ source: 'arn', events: ['{"type":"function"}'] }],
  });
});

test('a record without a time of arrival cannot be recorded: nobody would know in which folder Firehose puts it', () => {
  expect(() => recordingOf({ stream: [{ ...RECORD, arrival: undefined }], runs: [] })).toThrow(/does not say when it received the record 7/);
});
