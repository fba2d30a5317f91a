import type { LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { CpuMeter } from '../cpu/cpu-meter';
import { createEnvironment, extensionOf } from '../environment/environment';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { Throughput } from '../results/results';

export interface ThroughputProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly recordBytes: number;
  /** The first rate, in events per second. */
  readonly from: number;
  /** The number of times to halve the range between the highest good and the lowest bad rate. */
  readonly refinements: number;
  /** The time for which the function logs at each rate, in milliseconds. */
  readonly durationMs: number;
}

/** The maximum size of two POSTs. The size of Lambda's own queue for an extension is not documented. */
const QUEUE_BYTES = 4 * 1024 * 1024;
const STEP_MS = 10;
/** A function that needs longer than this multiple of the duration cannot log at the rate. */
const LATE = 1.1;
const MAX_RATE = 2 ** 24;

/** If the extension uses less of a processor than this, it is not the bottleneck. */
const BUSY = 0.8;

interface Try {
  readonly outcome: 'good' | 'lost' | 'late';
  readonly extensionCpu: number;
}

/** Increases the rate at which a function logs until Lambda or the extension drops events. */
export async function measureThroughput(props: ThroughputProps): Promise<Throughput> {
  let good = { rate: 0, extensionCpu: 0 };
  let bad = props.from;
  let failed = await tryRate(props, bad);
  while (failed.outcome === 'good' && bad < MAX_RATE) {
    good = { rate: bad, extensionCpu: failed.extensionCpu };
    bad *= 2;
    failed = await tryRate(props, bad);
  }
  for (let i = 0; i < props.refinements; i++) {
    const rate = Math.round((good.rate + bad) / 2);
    const tried = await tryRate(props, rate);
    if (tried.outcome === 'good') good = { rate, extensionCpu: tried.extensionCpu };
    else [bad, failed] = [rate, tried];
  }
  return {
    recordBytes: props.recordBytes,
    eventsPerSecond: good.rate,
    mbPerSecond: good.rate * props.recordBytes / 1e6,
    extensionCpu: good.extensionCpu,
    limitedBy: failed.outcome === 'lost' && failed.extensionCpu >= BUSY ? 'extension' : 'machine',
  };
}

async function tryRate({ runtime, contestant, recordBytes, durationMs }: ThroughputProps, rate: number): Promise<Try> {
  const kinesis = await LocalKinesis.start();
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint, memorySizeMB: 1_024,
    options: { telemetry: { queueBytes: QUEUE_BYTES } },
  });
  try {
    await environment.init();
    const { pid } = extensionOf(environment, contestant);
    const steps = Math.round(durationMs / STEP_MS);
    const lines = Math.max(1, Math.round(rate * STEP_MS / 1_000));
    const [startedAt, cpu] = [performance.now(), new CpuMeter(pid)];
    const { status, response } = await environment.invoke({ print: { line: 'x'.repeat(recordBytes), lines, steps, stepMs: STEP_MS } });
    const extensionCpu = cpu.nanos() / 1e6 / (performance.now() - startedAt);
    await environment.shutdown();
    const dropped = environment.telemetry.ofType('platform.logsDropped').length > 0;
    if (status !== 'success' || dropped || stream.functionEvents() !== lines * steps) return { outcome: 'lost', extensionCpu };
    return { outcome: (response as { printMs: number }).printMs > durationMs * LATE ? 'late' : 'good', extensionCpu };
  } finally {
    await environment.dispose();
    await kinesis.stop();
  }
}
