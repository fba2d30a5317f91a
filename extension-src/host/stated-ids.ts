import { CLOSE_BRACE, COMMA, endOfString, endOfValue, QUOTE, skipSpace } from '../../consumer-src/json-bytes';

/** The members in which Lambda's JSON log formats, Powertools and other loggers write the invocation's id. All lengths differ. */
const NAMES = ['requestId', 'function_request_id', 'AWSRequestId'].map((name) => Buffer.from(`"${name}"`));
const NAME_OF_LENGTH = new Map(NAMES.map((name) => [name.length, name]));

const COLON = 0x3a;
const DASH = 0x2d;
export const UUID_LENGTH = 36;
const UUID_DASHES = [8, 13, 18, 23];

/** No id: an event begins with its time. */
export const NO_ID = 0;
/** Several different ids. */
export const SEVERAL_IDS = 1;

/** Returns the request id at a position. */
export function requestIdAt(body: Buffer, at: number): string {
  return body.toString('latin1', at, at + UUID_LENGTH);
}

/**
 * Calls `visit` with the position of each id that a JSON log line states, until it returns false. Does not parse the line.
 *
 * Only the line's own members count: what is nested, or inside a string, may be input that the function echoes.
 *
 * @param start the position of the opening brace of the line
 * @param end the position after the event that contains the line
 * @returns whether the line was read to its end
 */
export function eachId(body: Buffer, start: number, end: number, visit: (at: number) => boolean): boolean {
  let position = skipSpace(body, start + 1);
  while (position < end && body[position] === QUOTE) {
    const endOfName = endOfString(body, position + 1);
    const colon = skipSpace(body, endOfName);
    if (body[colon] !== COLON) return false;
    const value = skipSpace(body, colon + 1);
    if (isName(body, position, endOfName) && isUuid(body, value) && !visit(value + 1)) return false;
    const next = endOfMember(body, value);
    if (next < 0 || next >= end) return false;
    if (body[next] === CLOSE_BRACE) return true;
    position = skipSpace(body, next + 1);
  }
  return false;
}

/** Returns the position of the comma or closing bracket that follows the value at `start`, or -1. Most values are strings. */
function endOfMember(body: Buffer, start: number): number {
  if (body[start] !== QUOTE) return endOfValue(body, start);
  const next = skipSpace(body, endOfString(body, start + 1));
  return body[next] === COMMA || body[next] === CLOSE_BRACE ? next : -1;
}

function isName(body: Buffer, start: number, end: number): boolean {
  const name = NAME_OF_LENGTH.get(end - start);
  if (name === undefined) return false;
  for (let i = 1; i < name.length; i++) if (body[start + i] !== name[i]) return false;
  return true;
}

/** Whether the string at `start` has the shape of a UUID, as all of Lambda's request ids have. */
function isUuid(body: Buffer, start: number): boolean {
  const first = start + 1;
  if (body[start] !== QUOTE || body[first + UUID_LENGTH] !== QUOTE) return false;
  for (const dash of UUID_DASHES) if (body[first + dash] !== DASH) return false;
  return true;
}
