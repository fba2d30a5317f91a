import { CompletenessChecker, createHandler, isType } from 'cdk-kinesis-telemetry-extension/consumer';

/** The events of an environment are on one shard, which Lambda gives to one instance at a time. So state in memory is good enough here. */
const checker = new CompletenessChecker();

/** Logs each invocation that failed, and how many events of each environment arrived and are missing. */
export const handler = createHandler((envelopes) => {
  for (const envelope of envelopes) {
    if (checker.add(envelope) === 'duplicate') continue;
    if (isType(envelope, 'platform.report') && envelope.record.status !== 'success') {
      console.warn(JSON.stringify({ failed: envelope.source, requestId: envelope.requestId, status: envelope.record.status }));
    }
  }
  const here = new Set(envelopes.map(({ environment }) => environment));
  for (const { environment, source, received, missing } of checker.reports()) {
    if (here.has(environment)) console.info(JSON.stringify({ environment, source, received, missing }));
  }
});
