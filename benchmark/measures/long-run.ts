import { memoryOf } from './memory';
import type { Contest } from '../contestants/contestant';
import { createEnvironment, extensionOf } from '../environment/environment';
import { Load } from '../environment/load';
import { LocalKinesis } from '../kinesis/local-kinesis';
import type { LoadMemory } from '../results/results';

const LOAD = { format: 'text', recordBytes: 200, eventsPerPost: 500 } as const;

/**
 * Measures the memory of our extension after each `step` of a number of events in one environment. The first step is the reference: memory
 * should not grow from there on.
 * @throws when an event does not arrive
 */
export async function measureLongRun({ runtime, ours }: Contest, events: number, step: number): Promise<readonly LoadMemory[]> {
  const kinesis = await LocalKinesis.start();
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({ runtime, contestant: ours, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint });
  let load: Load | undefined;
  try {
    await environment.init();
    const extension = extensionOf(environment, ours);
    load = await Load.start(environment, extension, LOAD);
    const memory: LoadMemory[] = [];
    let arrived = 0;
    while (load.posted < events) {
      await load.play(step);
      memory.push({ events: load.posted, ...memoryOf(extension) });
      // The environment is frozen here. A million events would take gigabytes of this process.
      arrived += stream.functionEvents();
      stream.forget();
    }
    await environment.shutdown();
    arrived += stream.functionEvents();
    if (arrived !== load.posted) throw new Error(`${load.posted} events were posted, ${arrived} arrived`);
    return memory;
  } finally {
    await environment.dispose();
    await load?.stop();
    await kinesis.stop();
  }
}
