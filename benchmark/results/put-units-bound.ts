import { PUT_UNIT_BYTES } from '../../simulator/kinesis';

/** PUT units that so many bytes cannot be had for less than: every unit full. */
export function putUnitsBound(bytes: number): number {
  return Math.ceil(bytes / PUT_UNIT_BYTES);
}
