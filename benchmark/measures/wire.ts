import type { LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { createEnvironment, extensionOf } from '../environment/environment';
import { Load } from '../environment/load';
import { ByteMeter } from '../kinesis/byte-meter';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { StreamFormat } from '../kinesis/stream-format';
import type { Wire } from '../results/results';

export interface WireProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly format: StreamFormat;
  readonly events: number;
  /** Of ten events, so many have the level DEBUG. @default 0 */
  readonly debugOfTen?: number;
  /** The part of the events that the settings let through. @default 1 */
  readonly kept?: number;
}

const LOAD = { format: 'text', recordBytes: 200, eventsPerPost: 500 } as const;

/**
 * Measures the records and bytes for events of 200 bytes from a few long invocations.
 * @throws when an event does not arrive
 */
export async function measureWire({ runtime, contestant, format, events, debugOfTen, kept = 1 }: WireProps): Promise<Wire> {
  const kinesis = await LocalKinesis.start();
  const meter = await ByteMeter.start(kinesis.endpoint);
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: stream.arn, kinesisEndpoint: meter.endpoint, environment: format.settings,
  });
  let load: Load | undefined;
  try {
    await environment.init();
    load = await Load.start(environment, extensionOf(environment, contestant), { ...LOAD, debugOfTen });
    await load.play(events);
    await environment.shutdown();
    const { bytes, records, putUnits, onDemandBytes } = stream;
    const arrived = stream.functionEvents();
    if (arrived !== Math.round(load.posted * kept)) throw new Error(`${load.posted} events were posted, ${arrived} arrived as ${format.name}`);
    return { events: load.posted, bytes, records, putUnits, onDemandBytes, calls: kinesis.statistics.calls, wireBytes: meter.bytes };
  } finally {
    await environment.dispose();
    await load?.stop();
    await meter.stop();
    await kinesis.stop();
  }
}
