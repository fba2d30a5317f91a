import type { LambdaRuntime } from '../../simulator';
import { FLUSH_STRATEGY, FLUSH_TIMEOUT } from '../../src/settings/settings';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { Hang } from '../results/results';

const INVOCATIONS = 20;

/** Measures holds while Kinesis accepts calls and never responds, with the flush strategy that holds every invocation. */
export async function measureHang(runtime: LambdaRuntime, contestant: Contestant): Promise<Hang> {
  const kinesis = await LocalKinesis.start();
  const { arn } = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: arn, kinesisEndpoint: kinesis.endpoint, environment: { [FLUSH_STRATEGY.variable]: 'end-of-invocation' },
  });
  try {
    kinesis.proxy.faults = { call: { kind: 'hang' } };
    let sum = 0;
    for (let i = 0; i < INVOCATIONS; i++) sum += (await environment.invoke({ print: { line: 'x', lines: 10 } })).holdMs;
    return { meanHoldMs: sum / INVOCATIONS, flushTimeoutMs: FLUSH_TIMEOUT.default, invocations: INVOCATIONS };
  } finally {
    await environment.dispose();
    await kinesis.stop();
  }
}
