import { open } from 'node:fs/promises';

/**
 * Lambda executes an extension or a `bootstrap` itself, so the file must begin with `#!` or an ELF header. Node.js would pass any other file to a
 * shell, which would hide the error that Lambda reports.
 * @throws if Lambda cannot execute the file
 */
export async function assertExecutable(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1', 0, 2) !== '#!' && buffer.toString('latin1', 1, 4) !== 'ELF') throw new Error('exec format error');
  } finally {
    await handle.close();
  }
}
