import { setTimeout as delay } from 'node:timers/promises';
import { BuiltEmulator } from './build-emulator';
import { CONCURRENCY, Emulator } from './emulator';
import { Cleanup } from '../../command-line/cleanup';
import { PutRecordsSink } from '../../simulator/kinesis';

export type Traffic = 'quiet' | 'busy';

const QUIET_INVOCATIONS = 6;
const QUIET_PAUSE_MS = 150;

/** 12,000 lines, as fast as the emulator takes them, while the extension still loads the SDK. */
const BUSY_INVOCATIONS = 100;
const BUSY_LINES = 120;

/** Of the emulator's log, in a message. */
const MAX_LOG_LINES = 12;

const STREAM = 'telemetry';

/** The extension sends every second. A busy machine takes longer. */
const ARRIVES_WITHIN_MS = 20_000;

export interface RunResult {
  /** The lines of the function, which all arrived. */
  readonly lines: number;
}

/**
 * Runs the extension in an environment of the emulator.
 * @throws if the emulator hangs, or if a line of the function does not reach the stream
 */
export async function runOnce(built: BuiltEmulator, traffic: Traffic, cleanup: Cleanup): Promise<RunResult> {
  const stream = new StreamContents();
  const sink = await PutRecordsSink.start({ streams: [STREAM], onRecord: (_name, { data }) => stream.take(data) });
  const emulator = await Emulator.start({ ...built, streamArn: sink.streamArn(STREAM), kinesisEndpoint: sink.endpoint });
  cleanup.add(async () => emulator.kill());
  try {
    const expected = await (traffic === 'quiet' ? playQuiet(emulator) : playBusy(emulator));
    const until = Date.now() + ARRIVES_WITHIN_MS;
    while (stream.lines.size < expected.length && Date.now() < until) await delay(20);
    const missing = expected.filter((line) => !stream.lines.has(line));
    if (missing.length > 0) throw new Error(`${missing.length} of ${expected.length} lines are missing, for example "${missing[0]}"`);
    await emulator.shutdown();
    if (!stream.types.has('telemetry.summary')) throw new Error('the extension did not finish on SHUTDOWN: its summary is missing');
    if (stream.types.has('platform.logsDropped')) throw new Error('the emulator has dropped telemetry');
    return { lines: expected.length };
  } catch (error) {
    const said = emulator.output.split('\n').filter((line) => /level=(?:WARN|ERROR).*(?:batch|dropped|flush|panic)|\[kinesis-telemetry-extension\]/.test(line));
    throw new Error([(error as Error).message, ...said.slice(-MAX_LOG_LINES)].join('\n  '), { cause: error });
  } finally {
    emulator.kill();
    await sink.stop();
  }
}

/** What has arrived in the stream. */
class StreamContents {
  /** The lines of the function. */
  readonly lines = new Set<string>();
  readonly types = new Set<string>();

  take(data: Buffer): void {
    for (const text of data.toString().trim().split('\n')) {
      const { type, record } = JSON.parse(text) as { type: string; record: unknown };
      this.types.add(type);
      if (type === 'function' && typeof record === 'string') this.lines.add(record);
    }
  }
}

async function playQuiet(emulator: Emulator): Promise<string[]> {
  for (let i = 0; i < QUIET_INVOCATIONS; i++) {
    await emulator.invoke({ name: `quiet ${i}`, lines: 1 });
    await delay(QUIET_PAUSE_MS);
  }
  return Array.from({ length: QUIET_INVOCATIONS }, (_, i) => `quiet ${i} line 0`);
}

async function playBusy(emulator: Emulator): Promise<string[]> {
  const invocations = Array.from({ length: BUSY_INVOCATIONS }, (_, i) => ({ name: `busy ${i}`, lines: BUSY_LINES }));
  const queue = invocations.values();
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    for (const invocation of queue) await emulator.invoke(invocation);
  }));
  return invocations.flatMap(({ name, lines }) => Array.from({ length: lines }, (_, line) => `${name} line ${line}`));
}
