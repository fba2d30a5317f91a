import { CompletenessChecker, createHandler, isType } from 'cdk-kinesis-telemetry-extension/consumer';

/** An environment's events lie on one shard, which Lambda gives to one instance at a time: to keep it here is enough for a look. */
const checker = new CompletenessChecker();

/** Watches over the web shop: says which invocations went wrong, and whether anything of what happened is missing. */
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
