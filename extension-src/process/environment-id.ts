import { closeSync, openSync, readSync } from 'node:fs';

const BYTES = 10;

/**
 * A new id of an execution environment: 80 random bits, so that among a billion environments a year two alike are not to be
 * expected in a lifetime.
 *
 * The bits come from the operating system: a generator in the process may be copied into many environments by a snapshot.
 * And `node:crypto` takes milliseconds to load.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
 */
export function newEnvironmentId(): string {
  const bytes = Buffer.alloc(BYTES);
  const source = openSync('/dev/urandom', 'r');
  try {
    readSync(source, bytes, 0, BYTES, null);
  } finally {
    closeSync(source);
  }
  return BigInt(`0x${bytes.toString('hex')}`).toString(36).padStart(16, '0');
}
