import { closeSync, openSync, readSync } from 'node:fs';

const BYTES = 10;

/**
 * Returns a new id for an execution environment: 80 random bits. At a billion environments a year, no collision is expected in
 * a lifetime.
 *
 * The bits come from the operating system, because a snapshot may copy the state of an in-process generator into many
 * environments, and because `node:crypto` takes milliseconds to load.
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
