import { setTimeout as delay } from 'node:timers/promises';
import { EnvironmentLife } from './scenario';
import { Cleanup } from '../../command-line/cleanup';
import { EmittedEvent, ExecutionEnvironment, InvocationResult, RuntimeClient } from '../../simulator';
import { configurationOf, DeployedFunction } from '../template/deployment';
import { choose } from '../verdict/choice';
import { Expectation } from '../verdict/completeness';

/** The invocations and events of one execution environment. */
export interface EnvironmentRun {
  readonly fn: DeployedFunction;
  readonly invocations: readonly FinishedInvocation[];
  /** All events that Lambda emitted. */
  readonly emitted: readonly EmittedEvent[];
  /** The events that must be in the stream, for each start of the environment's processes. */
  readonly expectations: readonly Expectation[];
  /** Events that Lambda could not post to the extension. */
  readonly undelivered: readonly { readonly event: EmittedEvent; readonly reason: string }[];
  readonly printed: readonly string[];
}

export interface FinishedInvocation extends InvocationResult {
  /** Whether the invocation came after a pause. The environment was frozen during the pause. */
  readonly afterPause: boolean;
}

export interface TrafficProps {
  /** The value of `AWS_ENDPOINT_URL_KINESIS`. */
  readonly kinesisEndpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly cleanup: Cleanup;
  /** Runs the Python functions. @default - none: there are no Python functions */
  readonly python?: RuntimeClient;
}

/** The name of the extension: its file name in the layer. */
export const EXTENSION_NAME = 'kinesis-telemetry-extension';

/** Runs one execution environment from init to shutdown. */
export async function runEnvironment(fn: DeployedFunction, index: number, life: EnvironmentLife, props: TrafficProps): Promise<EnvironmentRun> {
  const environment = await ExecutionEnvironment.create({
    ...configurationOf(fn, props.python),
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
    expectations: expectationsOf(`${fn.title}, environment ${index + 1}`, fn, emitted),
    undelivered: environment.telemetry.undeliveredTo(EXTENSION_NAME),
    printed: chosenLines(environment.functionOutput.map((message) => message.text), fn, emitted),
  };
  await environment.dispose();
  return run;
}

/** Returns the events that the extension acknowledged, grouped by the start of its process: each start has its own environment id in the stream. */
function expectationsOf(title: string, fn: DeployedFunction, emitted: readonly EmittedEvent[]): Expectation[] {
  const byLaunch = new Map<number, EmittedEvent[]>();
  for (const event of emitted) {
    for (const delivery of event.deliveries) {
      if (delivery.extension !== EXTENSION_NAME || delivery.acknowledged === 0) continue;
      const events = byLaunch.get(delivery.launch) ?? [];
      events.push(event);
      byLaunch.set(delivery.launch, events);
    }
  }
  return [...byLaunch].map(([launch, all]) => {
    const { events, omitted, masked } = choose(fn.environment, all);
    return { id: launch === 1 ? title : `${title}, start ${launch}`, source: fn.arn, events, omitted: omitted.length, masked };
  });
}

/** Returns the lines that must arrive, with secrets replaced. */
function chosenLines(lines: readonly string[], fn: DeployedFunction, emitted: readonly EmittedEvent[]): readonly string[] {
  const printed = lines.map((json) => ({ json, type: 'function', record: fn.logFormat === 'JSON' ? parsed(json) : json }));
  const platform = emitted.filter(({ category }) => category === 'platform');
  const { events } = choose(fn.environment, [...printed, ...platform]);
  return events.slice(0, events.length - platform.length);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
