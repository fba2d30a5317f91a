import { Agent } from 'node:http';
import { Gate } from '../../faults/rig/gate';
import type { LambdaRuntime } from '../../simulator';
import { post } from '../../simulator/telemetry/post';
import type { Contestant } from '../contestants/contestant';
import { CpuMeter, untilIdle } from '../cpu/cpu-meter';
import { createEnvironment, extensionOf } from '../environment/environment';
import { hostileRecords } from '../environment/hostile-records';
import { ALL_RULES } from '../environment/screen-rules';
import { withKinesis } from '../kinesis/local-kinesis';
import type { HostileEvent } from '../results/results';

export interface HostileEventsProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  /** Every so many records are measured. */
  readonly step: number;
}

/** As much as fits into a record of Kinesis together with its envelope, so that the extension has to truncate nothing. */
const RECORD_BYTES = 1_000_000;

/** The first pass is not measured: in it Node.js compiles the code. */
const PASSES = 3;

/** Of each record, one after the other: about two fill a call, which costs more than to buffer them. */
const EVENTS = 2;

const TIMEOUT_MS = 30_000;

/**
 * Measures the processor time that events of a megabyte, made to take long, cost with rules of all kinds in addition to what they cost without rules.
 * @throws when the extension does not take an event
 */
export async function measureHostileEvents(props: HostileEventsProps): Promise<HostileEvent[]> {
  const without = await processorTimes(props, {});
  const examined = await processorTimes(props, ALL_RULES);
  return [...examined].map(([record, ms]) => ({ record, ms: ms - without.get(record)! }));
}

/** By what the records contain, in milliseconds for each event, mean. */
async function processorTimes(
  { runtime, contestant, step }: HostileEventsProps, settings: Readonly<Record<string, string>>,
): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  const gate = await Gate.start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await withKinesis(async (kinesis) => {
      const stream = await kinesis.newStream();
      const environment = await createEnvironment({
        runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint, memorySizeMB: 1_769, environment: settings,
      });
      try {
        await environment.init();
        const { pid, telemetryPort } = extensionOf(environment, contestant);
        const records = [...hostileRecords(RECORD_BYTES)].filter((_, index) => index % step === 0);
        for (let pass = 0; pass < PASSES; pass++) {
          const running = environment.invoke({ gate: gate.url });
          await Promise.race([gate.arrival(), running]);
          await untilIdle(pid);
          for (const [name, record] of records) {
            const body = Buffer.from(`[{"time":"2026-11-20T09:00:00.123Z","type":"function","record":${record}}]`);
            const meter = new CpuMeter(pid);
            for (let event = 0; event < EVENTS; event++) {
              const status = await post({ port: telemetryPort!, path: '/', host: 'sandbox.localdomain' }, body, agent, AbortSignal.timeout(TIMEOUT_MS));
              if (status !== 200) throw new Error(`${contestant.extensionName} answered an event of ${name} with ${status}`);
              await untilIdle(pid);
              stream.forget();
            }
            const ms = meter.nanos() / 1e6 / EVENTS / (PASSES - 1);
            if (pass > 0) times.set(name, (times.get(name) ?? 0) + ms);
          }
          gate.open();
          await running;
        }
      } finally {
        await environment.dispose();
      }
    });
  } finally {
    agent.destroy();
    await gate.stop();
  }
  return times;
}
