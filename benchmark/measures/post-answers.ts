import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment, extensionOf } from '../environment/environment';
import { Load } from '../environment/load';
import { IdleAnswerer, PostProbe } from '../environment/post-probe';
import { LocalKinesis } from '../kinesis/local-kinesis';

export interface PostAnswersProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly loadEvents: number;
}

/** The longest answers to a POST of telemetry in one environment, in milliseconds. */
export interface LongestPostAnswers {
  /** From the subscription until the end of the first invocation: in this time the extension loads the SDK and makes its first call. */
  readonly startUpMs: number;
  /** While a busy function writes. */
  readonly loadMs: number;
  /** Meanwhile, of a process that answers at once and does nothing else: what the machine and the probe add. */
  readonly idleMs: number;
}

const LOAD = { format: 'text', recordBytes: 200, eventsPerPost: 100 } as const;
const POLL_MS = 1;
/** After the init phase the extension may still load code. */
const LOADED_AFTER_MS = 300;

export async function measurePostAnswers({ runtime, contestant, loadEvents }: PostAnswersProps): Promise<LongestPostAnswers> {
  const kinesis = await LocalKinesis.start();
  const { arn } = await kinesis.newStream();
  const [probe, idleProbe, idle] = await Promise.all([PostProbe.spawn(), PostProbe.spawn(), IdleAnswerer.spawn()]);
  // A frozen extension would not answer.
  const environment = await createEnvironment({ runtime, contestant, streamArn: arn, kinesisEndpoint: kinesis.endpoint, options: { freeze: false } });
  let load: Load | undefined;
  try {
    const initializing = environment.init();
    probe.begin(await portOf(environment, contestant, initializing));
    idleProbe.begin(idle.port);
    await initializing;
    await delay(LOADED_AFTER_MS);
    await environment.invoke({ waitMs: 50 });
    const { longestMs: startUpMs } = await probe.read();
    load = await Load.start(environment, extensionOf(environment, contestant), LOAD);
    await load.play(loadEvents);
    const [{ longestMs: loadMs }, { longestMs: idleMs }] = await Promise.all([probe.read(), idleProbe.read()]);
    return { startUpMs, loadMs, idleMs };
  } finally {
    await Promise.all([probe.stop(), idleProbe.stop()]);
    await idle.stop();
    await environment.dispose();
    await load?.stop();
    await kinesis.stop();
  }
}

/** Returns the port as soon as the extension has subscribed. */
async function portOf(environment: ExecutionEnvironment, { extensionName }: Contestant, initializing: Promise<unknown>): Promise<number> {
  let isInitialized = false;
  const initialized = initializing.then(() => { isInitialized = true; });
  for (;;) {
    const port = environment.extensions.find(({ name }) => name === extensionName)?.telemetryPort;
    if (port !== undefined) return port;
    if (isInitialized) throw new Error(`${extensionName} did not subscribe`);
    await Promise.race([delay(POLL_MS), initialized]);
  }
}
