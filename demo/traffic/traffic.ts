import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentLife } from './scenario';
import { Cleanup } from '../../command-line/cleanup';
import { EmittedEvent, ExecutionEnvironment, InvocationResult } from '../../simulator';
import { configurationOf, DeployedFunction } from '../template/deployment';
import { Expectation } from '../verdict/completeness';

/** What became of one execution environment. */
export interface EnvironmentRun {
  readonly fn: DeployedFunction;
  readonly invocations: readonly FinishedInvocation[];
  /** Every event that Lambda emitted. */
  readonly emitted: readonly EmittedEvent[];
  /** What should be in the stream, for each start of the environment's processes. */
  readonly expectations: readonly Expectation[];
  /** Events that Lambda did not deliver to the extension: no extension could have them. */
  readonly undelivered: readonly { readonly event: EmittedEvent; readonly reason: string }[];
  readonly printed: readonly string[];
}

export interface FinishedInvocation extends InvocationResult {
  /** Whether the environment was idle before, so that telemetry left behind would have sat in a frozen process. */
  readonly afterPause: boolean;
}

export interface TrafficProps {
  /** Becomes `AWS_ENDPOINT_URL_KINESIS`. */
  readonly kinesisEndpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly cleanup: Cleanup;
}

/** Our extension's name: the file's in the layer. */
export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** Runs one execution environment from its start to its end. */
export async function runEnvironment(fn: DeployedFunction, index: number, life: EnvironmentLife, props: TrafficProps): Promise<EnvironmentRun> {
  const environment = await ExecutionEnvironment.create({
    ...configurationOf(fn),
    environment: { ...fn.environment, AWS_ENDPOINT_URL_KINESIS: props.kinesisEndpoint },
    region: props.region,
    accountId: props.accountId,
  });
  props.cleanup.add(() => environment.dispose());
  const invocations: FinishedInvocation[] = [];
  let afterPause = true;
  await environment.init();
  for (const step of life) {
    if (step.kind === 'pause') {
      await delay(step.milliseconds);
      afterPause = true;
    } else {
      invocations.push({ ...await environment.invoke(step.event), afterPause });
      afterPause = false;
    }
  }
  await environment.shutdown('spindown');
  const emitted = environment.telemetry.events;
  const run = {
    fn,
    invocations,
    emitted,
    expectations: expectationsOf(`${fn.title}, environment ${index + 1}`, fn.arn, emitted),
    undelivered: environment.telemetry.undeliveredTo(EXTENSION_NAME),
    printed: environment.functionOutput.map((message) => message.text),
  };
  await environment.dispose();
  return run;
}

/** What the extension acknowledged it must bring into the stream; each start of its process has an id of its own there. */
function expectationsOf(title: string, source: string, emitted: readonly EmittedEvent[]): Expectation[] {
  const byLaunch = new Map<number, string[]>();
  for (const event of emitted) {
    for (const delivery of event.deliveries) {
      if (delivery.extension !== EXTENSION_NAME || delivery.acknowledged === 0) continue;
      const events = byLaunch.get(delivery.launch) ?? [];
      events.push(event.json);
      byLaunch.set(delivery.launch, events);
    }
  }
  return [...byLaunch].map(([launch, events]) => ({ id: launch === 1 ? title : `${title}, start ${launch}`, source, events }));
}
