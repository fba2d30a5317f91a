import type { ExtensionState, LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { untilQuiet } from '../cpu/cpu-meter';
import { createEnvironment, extensionOf } from '../environment/environment';
import type { LocalKinesis } from '../kinesis/local-kinesis';

/** What an extension's process holds, in megabytes. */
export interface Memory {
  /** Resident. */
  readonly rssMB: number;
  /** Proportional: pages shared with other processes count by their share. The function runs on the same binary. */
  readonly pssMB: number;
}

export interface IdleMemory {
  /** When it has loaded all that it loads, before the first invocation. */
  readonly idle: Memory;
  /** After the first invocation that has brought something into the stream; of the bare extension after the first. */
  readonly afterFirstFlush: Memory;
}

export interface MemoryProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly kinesis: LocalKinesis;
}

/** An extension that sends at INVOKE sends at the second one at the latest. */
const MOST_INVOCATIONS = 5;
const PRINT = { print: { line: 'x'.repeat(200), lines: 10 } };

export async function measureMemory({ runtime, contestant, kinesis }: MemoryProps): Promise<IdleMemory> {
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint, options: { freeze: false },
  });
  try {
    await environment.init();
    const extension = extensionOf(environment, contestant);
    await untilQuiet(extension.pid);
    const idle = memoryOf(extension);
    for (let i = 0; i < MOST_INVOCATIONS && stream.records === 0; i++) {
      await environment.invoke(PRINT);
      await untilQuiet(extension.pid);
      if (contestant.name === 'bare') break;
    }
    if (stream.records === 0 && contestant.name !== 'bare') throw new Error(`${contestant.extensionName} has sent nothing`);
    return { idle, afterFirstFlush: memoryOf(extension) };
  } finally {
    await environment.dispose();
  }
}

/** @throws when the process is gone */
export function memoryOf(extension: ExtensionState): Memory {
  const memory = extension.memoryKB();
  if (!memory) throw new Error(`${extension.name} is gone: ${JSON.stringify(extension.output)}`);
  return { rssMB: memory.rss / 1024, pssMB: memory.pss / 1024 };
}
