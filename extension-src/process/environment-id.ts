import { randomBytes } from '#host/random';

const BYTES = 10;

/**
 * Returns a new id for an execution environment: 80 random bits. At a billion environments a year, no collision is expected in
 * a lifetime.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
 */
export function newEnvironmentId(): string {
  return BigInt(`0x${randomBytes(BYTES).toString('hex')}`).toString(36).padStart(16, '0');
}
