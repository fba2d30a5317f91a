import { Duration, Size, Token } from 'aws-cdk-lib';

/** @throws when the number is not a whole number or is out of range. Tokens are not checked */
export function checkInteger(prop: string, value: number | undefined, minimum: number, maximum: number): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new Error(`${prop} must be a whole number from ${minimum} to ${maximum}, got ${value}`);
}

/** @throws when the duration is not in whole seconds or is out of range. Tokens are not checked */
export function checkDuration(prop: string, value: Duration | undefined, minimum: Duration, maximum: Duration): void {
  if (value === undefined || value.isUnresolved()) return;
  const [seconds, least, most] = [value, minimum, maximum].map((duration) => duration.toSeconds({ integral: false }));
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return;
  throw new Error(`${prop} must be in whole seconds from ${minimum.toHumanString()} to ${maximum.toHumanString()}, got ${value.toHumanString()}`);
}

/** @throws when the size is not in whole MiB or is out of range. Tokens are not checked */
export function checkMebibytes(prop: string, value: Size | undefined, minimum: number, maximum: number): void {
  if (value === undefined || value.isUnresolved()) return;
  const mebibytes = value.toBytes() / 1024 ** 2;
  if (Number.isInteger(mebibytes) && mebibytes >= minimum && mebibytes <= maximum) return;
  throw new Error(`${prop} must be in whole MiB from ${minimum} to ${maximum}, got ${mebibytes} MiB`);
}
