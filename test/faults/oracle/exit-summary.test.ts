import { envelopesInLog, exitSummaryOf } from '../../../faults/oracle/exit-summary';

test('reads the summary and the undelivered envelopes from the log', () => {
  const output = [
    '[kinesis-telemetry-extension] version 1 streams', '{"_aws":{},"ReceivedEvents":5,"OwnEvents":1,"DeliveredEvents":2,"DroppedEvents":1,"OmittedEvents":1,"UndeliveredEvents":2}',
    '{"time":"t","type":"function","record":"x","sequence":4}',
  ].map((text) => ({ stream: 'stdout' as const, text, at: 0 }));
  expect(exitSummaryOf({ output })).toEqual({ received: 5, own: 1, delivered: 2, dropped: 1, omitted: 1, undelivered: 2 });
  expect(exitSummaryOf({ output: [] })).toBeUndefined();
  expect(envelopesInLog({ output })).toEqual([output[2].text]);
});
