import { INIT_WORK } from './start-up';
import type { Contest } from '../contestants/contestant';
import { trusting } from '../contestants/trusting';
import { createEnvironment } from '../environment/environment';
import { LocalKinesis } from '../kinesis/local-kinesis';
import { USUAL_LATENCY_MS } from '../results/figures';

const MEMORY_SIZE_MB = 128;

/**
 * Measures the hold of the first invocation with the CPU share of 128 MB, over TLS: the handshake, if it is not complete by then, and the
 * first call. In milliseconds.
 * @throws when the hold ends without an acknowledged record
 */
export async function measureFirstFlush(contest: Contest): Promise<number> {
  const kinesis = await LocalKinesis.start({ latencyMs: USUAL_LATENCY_MS, tls: true });
  const { extension, remove } = await trusting(contest, kinesis.certificate);
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime: contest.runtime,
    contestant: extension,
    streamArn: stream.arn,
    kinesisEndpoint: kinesis.endpoint,
    memorySizeMB: MEMORY_SIZE_MB,
    environment: { BENCHMARK_INIT_WORK: INIT_WORK },
    options: { freeze: false, limitCpu: true },
  });
  try {
    await environment.init();
    const { status, error, holdMs } = await environment.invoke({});
    if (status !== 'success') throw new Error(`The benchmark's function failed: ${JSON.stringify(error)}`);
    if (stream.records === 0) throw new Error(`The first invocation delivered nothing over TLS: ${JSON.stringify(environment.extensions.map(({ output }) => output))}`);
    return holdMs;
  } finally {
    await environment.dispose();
    await remove();
    await kinesis.stop();
  }
}
