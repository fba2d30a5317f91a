import { createHandler, isType } from 'cdk-kinesis-telemetry-extension/consumer';

/** Logs each invocation that failed. */
export const handler = createHandler((envelopes) => {
  for (const envelope of envelopes) {
    if (isType(envelope, 'platform.report') && envelope.record.status !== 'success') {
      console.warn(JSON.stringify({ failed: envelope.source, requestId: envelope.requestId, status: envelope.record.status }));
    }
  }
});
