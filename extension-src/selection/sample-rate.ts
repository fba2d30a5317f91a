import type { KeptRun } from './undecided-events';
import { bytesOf } from './undecided-events';
import { NUMBERS_OF_POSITION } from '../delivery/packer';

/**
 * Returns the events with one more member at their end: `"sampleRate"`, the share of requests of which they are one, so that counts
 * can be scaled. Everything else stays byte for byte.
 */
export function withSampleRate(body: Buffer, positions: Uint32Array, first: number, count: number, share: number): KeptRun {
  const member = Buffer.from(`,"sampleRate":${share}}`);
  const whole = Buffer.allocUnsafeSlow(bytesOf(positions, first, count) + count * (member.length - 1));
  const places = positions.slice(first * NUMBERS_OF_POSITION, (first + count) * NUMBERS_OF_POSITION);
  let position = 0;
  for (let at = 0; at < places.length; at += NUMBERS_OF_POSITION) {
    const [start, end] = [places[at], places[at + 1]];
    places[at] = position;
    position += body.copy(whole, position, start, end - 1);
    position += member.copy(whole, position);
    places[at + 1] = position;
    places[at + 2]++;
  }
  return { body: whole, positions: places, count };
}
