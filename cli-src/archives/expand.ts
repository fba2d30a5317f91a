import type { Transform } from 'node:stream';
import type { Bytes } from './bytes';
import { DamagedError } from './damaged-error';

type Engine = Transform & { readonly bytesWritten: number };

/** Neither format can need a byte more when its data is complete. */
const ONE_MORE = Buffer.alloc(1);

/**
 * Yields what an engine of Node.js's zlib makes of the bytes, until its data ends. What follows stays in the bytes: records of other
 * formats may lie behind each other in a file. Node.js's own streams would take it for damage, or ignore it.
 *
 * @throws DamagedError
 */
export async function* expand(bytes: Bytes, engine: Engine, format: string): AsyncGenerator<Buffer, void, undefined> {
  const ended = new Promise<'ended'>((resolve) => { for (const event of ['end', 'close']) engine.once(event, () => resolve('ended')); });
  const feeding = feed(bytes, engine, ended, format);
  // It is awaited below, unless the engine fails first.
  feeding.catch(() => undefined);
  try {
    for await (const chunk of engine) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof DamagedError ? error : new DamagedError('corrupt', `the ${format} data is damaged: ${(error as Error).message}`);
  } finally {
    engine.destroy();
  }
  await feeding;
}

/** An engine that takes no more bytes of a chunk has reached the end of its data. */
async function feed(bytes: Bytes, engine: Engine, ended: Promise<'ended'>, format: string): Promise<void> {
  for (;;) {
    const next = await bytes.next();
    const chunk = next ?? ONE_MORE;
    const before = engine.bytesWritten;
    const outcome = await Promise.race([ended, new Promise<undefined>((resolve) => { engine.write(chunk, () => resolve(undefined)); })]);
    const taken = engine.bytesWritten - before;
    if (outcome === 'ended' || taken < chunk.length) {
      if (next !== undefined) bytes.unread(next.subarray(taken));
      return;
    }
    if (next === undefined) {
      engine.destroy(new DamagedError('corrupt', `the ${format} data is truncated`));
      return;
    }
  }
}
