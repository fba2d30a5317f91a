import { memoryOf } from './memory';
import type { Memory } from './memory';
import type { LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { CpuMeter } from '../cpu/cpu-meter';
import { createEnvironment, extensionOf } from '../environment/environment';
import { Load } from '../environment/load';
import type { LogFormat } from '../environment/telemetry-body';
import type { LocalKinesis, StreamMeter } from '../kinesis/local-kinesis';

export interface SteadyLoadProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly kinesis: LocalKinesis;
  readonly format: LogFormat;
  readonly recordBytes: number;
  readonly eventsPerPost: number;
  /** The number of events before the measurement. */
  readonly warmUpEvents: number;
  /** The number of events during the measurement of CPU time. */
  readonly measuredEvents: number;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface SteadyLoad {
  /** CPU time, user and system, of the extension's process, in microseconds per event. NaN if it takes no events. */
  readonly cpuMicrosPerEvent: number;
  readonly afterWarmUp: Memory;
  readonly afterAll: Memory;
  readonly events: number;
  readonly stream: StreamMeter;
}

/**
 * Measures CPU time and memory under a continuous load.
 * @throws when an event does not arrive
 */
export async function measureSteadyLoad(props: SteadyLoadProps): Promise<SteadyLoad> {
  const { contestant, kinesis } = props;
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime: props.runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint, environment: props.settings,
  });
  let load: Load | undefined;
  try {
    await environment.init();
    const extension = extensionOf(environment, contestant);
    load = await Load.start(environment, extension, props);
    await load.play(props.warmUpEvents);
    const afterWarmUp = memoryOf(extension);
    const [postedBefore, cpu] = [load.posted, new CpuMeter(extension.pid)];
    await load.play(props.measuredEvents);
    const micros = cpu.nanos() / 1_000;
    const afterAll = memoryOf(extension);
    const measured = load.posted - postedBefore;
    await environment.shutdown();
    const arrived = stream.functionEvents();
    if (arrived !== load.posted) {
      throw new Error(`${contestant.extensionName} acknowledged ${load.posted} events, ${arrived} arrived: ${JSON.stringify(extension.output.slice(-5))}`);
    }
    return { cpuMicrosPerEvent: measured > 0 ? micros / measured : NaN, afterWarmUp, afterAll, events: load.posted, stream };
  } finally {
    await environment.dispose();
    await load?.stop();
  }
}
