import type { ExtensionState, LambdaRuntime } from '../../simulator';
import type { Contestant } from '../contestants/contestant';
import { untilIdle } from '../cpu/cpu-meter';
import { createEnvironment, extensionOf } from '../environment/environment';
import type { LocalKinesis } from '../kinesis/local-kinesis';

/** The memory of an extension's process, in megabytes. */
export interface Memory {
  /** Resident. */
  readonly rssMB: number;
  /** Proportional: a page that processes share counts in part. The function runs on the same binary. */
  readonly pssMB: number;
}

export interface IdleMemory {
  /** Before the first invocation, when all modules are loaded. */
  readonly idle: Memory;
  /** After the first invocation that delivered records; for the bare extension after the first invocation. */
  readonly afterFirstFlush: Memory;
}

export interface MemoryProps {
  readonly runtime: LambdaRuntime;
  readonly contestant: Contestant;
  readonly kinesis: LocalKinesis;
}

/** An extension that sends on INVOKE sends on the second one at the latest. */
const MAX_INVOCATIONS = 5;
const PRINT = { print: { line: 'x'.repeat(200), lines: 10 } };

export async function measureMemory({ runtime, contestant, kinesis }: MemoryProps): Promise<IdleMemory> {
  const stream = await kinesis.newStream();
  const environment = await createEnvironment({
    runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.directEndpoint, options: { freeze: false },
  });
  try {
    await environment.init();
    const extension = extensionOf(environment, contestant);
    await untilIdle(extension.pid);
    const idle = memoryOf(extension);
    for (let i = 0; i < MAX_INVOCATIONS && stream.records === 0; i++) {
      await environment.invoke(PRINT);
      await untilIdle(extension.pid);
      if (contestant.name === 'bare') break;
    }
    if (stream.records === 0 && contestant.name !== 'bare') throw new Error(`${contestant.extensionName} has delivered no records after ${MAX_INVOCATIONS} invocations`);
    return { idle, afterFirstFlush: memoryOf(extension) };
  } finally {
    await environment.dispose();
  }
}

/**
 * Returns the current memory of an extension.
 * @throws when the process has ended
 */
export function memoryOf(extension: ExtensionState): Memory {
  const memory = extension.memoryKB();
  if (!memory) throw new Error(`${extension.name} has exited: ${JSON.stringify(extension.output)}`);
  return { rssMB: memory.rss / 1024, pssMB: memory.pss / 1024 };
}
