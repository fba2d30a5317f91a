import { setTimeout as delay } from 'node:timers/promises';
import type { LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { Recovery } from '../results/results';

const LATENCY_MS = 30;
const LINES = 3;
const EVENT = { print: { line: 'x', lines: LINES }, waitMs: 10 };
const BEFORE = 3;
const AFTER = 8;
/** Longer than a second: traffic is sparse. */
const PAUSE_MS = 1_500;

/**
 * Kinesis denies one call and then works again. Counts the invocations after that one until everything is in the stream, and the copies of
 * each event. `npm run faults` covers other faults and other traffic.
 */
export async function measureRecovery(runtime: LambdaRuntime, contestant: Contestant): Promise<Recovery> {
  const kinesis = await LocalKinesis.start({ latencyMs: LATENCY_MS });
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({ runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.endpoint });
  const invoke = async () => {
    await environment.invoke(EVENT);
    await delay(PAUSE_MS);
  };
  try {
    for (let i = 0; i < BEFORE; i++) await invoke();
    kinesis.proxy.next({ call: { kind: 'error', error: 'AccessDeniedException' } });
    await invoke();
    let invocations = BEFORE + 1;
    let untilWhole = Infinity;
    for (let i = 0; i < AFTER; i++) {
      if (untilWhole === Infinity && stream.functionEvents() === invocations * LINES) untilWhole = i;
      await invoke();
      invocations++;
    }
    return { invocationsUntilWhole: untilWhole, copies: stream.mostCopies() };
  } finally {
    await environment.dispose();
    await kinesis.stop();
  }
}
