/** So many bytes are compared or copied one by one before a call, which is faster only for many. */
const NEAR = 32;

/** The position of the next such byte before `end`, or -1. The time is in proportion to the bytes before it. */
export function nextByte(text: Buffer, byte: number, from: number, end: number): number {
  const near = Math.min(end, from + NEAR);
  for (let at = from; at < near; at++) if (text[at] === byte) return at;
  if (near >= end) return -1;
  return (end === text.length ? text : text.subarray(0, end)).indexOf(byte, near);
}

/** Returns the position after what was copied. */
export function copyBytes(from: Buffer, start: number, end: number, into: Buffer, position: number): number {
  if (end - start > NEAR) return position + from.copy(into, position, start, end);
  for (let at = start; at < end; at++) into[position++] = from[at];
  return position;
}
