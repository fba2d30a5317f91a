import { Construct } from 'constructs';

/**
 * JavaScript, and the other languages through jsii, can pass anything.
 *
 * @param call the beginning of the error text
 * @throws when the value is no construct
 */
export function checkConstruct(call: string, what: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && Construct.isConstruct(value)) return;
  throw new Error(`${call} needs ${what}, got ${String(value)}`);
}
