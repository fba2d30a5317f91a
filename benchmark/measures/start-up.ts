import type { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import type { CpuShareMeans } from '../../simulator/cpu/cpu-share';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import type { LocalKinesis } from '../kinesis/local-kinesis';
import type { ExtensionTimings, StartUp } from '../results/results';

export interface StartUpProps {
  readonly runtime: LambdaRuntime;
  /** @default - the function without an extension */
  readonly contestant?: Contestant;
  readonly kinesis: LocalKinesis;
  /** Limits function and extension to the CPU share of a function of this memory size. @default - the whole machine */
  readonly limitedToMB?: number;
}

/** The number of hashes in the function's init. They take about 50 ms of CPU time, like loading an SDK. */
export const INIT_WORK = '30000';

/** Measures one cold start and its first invocation. */
export async function measureStartUp(props: StartUpProps): Promise<StartUp & { readonly means?: CpuShareMeans }> {
  const { runtime, contestant, kinesis, limitedToMB } = props;
  const { arn } = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime,
    contestant,
    streamArn: arn,
    kinesisEndpoint: kinesis.endpoint,
    memorySizeMB: limitedToMB,
    environment: { BENCHMARK_INIT_WORK: INIT_WORK },
    // The invocation follows at once, so there is no freeze.
    options: { freeze: false, limitCpu: limitedToMB !== undefined },
  });
  try {
    const init = await environment.init();
    const { status, response, durationMs, error } = await environment.invoke({});
    if (status !== 'success') throw new Error(`The benchmark's function failed: ${JSON.stringify(error)}`);
    return {
      ...readTimings(environment, contestant?.extensionName),
      initMs: init.durationMs,
      functionInitMs: (response as { initMs: number }).initMs,
      firstInvocationMs: durationMs,
      means: environment.cpuLimitedBy,
    };
  } finally {
    await environment.dispose();
  }
}

/**
 * Returns when the extension registered, subscribed and became ready.
 * @throws when it did not start
 */
export function readTimings(environment: ExecutionEnvironment, extensionName: string | undefined): ExtensionTimings {
  if (extensionName === undefined) return { registerMs: NaN, subscribeMs: NaN, readyMs: NaN };
  const extension = environment.extensions.find(({ name }) => name === extensionName);
  const { registeredAt, subscribedAt, readyAt } = extension?.timings ?? {};
  if (registeredAt === undefined || readyAt === undefined) throw new Error(`${extensionName} did not start: ${JSON.stringify(extension?.output)}`);
  return { registerMs: registeredAt, subscribeMs: subscribedAt ?? NaN, readyMs: readyAt };
}
