import type { LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment, extensionOf } from '../environment/environment';
import { Load } from '../environment/load';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { Throttling } from '../results/results';

/** Some 1.5 MB per second with their envelopes. */
const LOAD = { format: 'text', recordBytes: 200, eventsPerPost: 100 } as const;
const DURATION_MS = 12_000;
const EVENTS_AT_A_TIME = 4_000;

/** Measures how many bytes are sent to a shard that accepts 1 MB per second, less than the function writes. */
export async function measureThrottling(runtime: LambdaRuntime, contestant: Contestant): Promise<Throttling> {
  const kinesis = await LocalKinesis.start({ throughput: { shards: 1 } });
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({ runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.endpoint });
  let load: Load | undefined;
  try {
    await environment.init();
    load = await Load.start(environment, extensionOf(environment, contestant), LOAD);
    const endsAt = performance.now() + DURATION_MS;
    while (performance.now() < endsAt) await load.play(EVENTS_AT_A_TIME);
    return { sentBytes: kinesis.statistics.bytes, acceptedBytes: stream.bytes };
  } finally {
    await environment.dispose();
    await load?.stop();
    await kinesis.stop();
  }
}
