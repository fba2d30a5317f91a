import { CLOSE_BRACE, COMMA, endOfString, endOfValue, QUOTE, skipSpace } from '../../consumer-src/json-bytes';

/** The members in which Lambda's JSON log formats, Powertools and other loggers write the invocation's id. All lengths differ. */
const NAMES = ['requestId', 'function_request_id', 'AWSRequestId'].map((name) => Buffer.from(`"${name}"`));
const NAME_OF_LENGTH = new Map(NAMES.map((name) => [name.length, name]));

const COLON = 0x3a;
const DASH = 0x2d;
const UUID_LENGTH = 36;
const UUID_DASHES = [8, 13, 18, 23];

/**
 * Returns the request id that a JSON log line states, without parsing the line.
 *
 * Only the line's own members count: what is nested, or inside a string, may be input that the function echoes.
 *
 * @param start the position of the opening brace of the line
 * @param end the position after the event that contains the line
 * @param isCandidate whether an id can be the invocation's. Other ids are not considered: `requestId` may as well be the id of
 * another service's request
 * @returns undefined if no member has such an id, or if members have different ones
 */
export function requestIdInRecord(body: Buffer, start: number, end: number, isCandidate: (requestId: string) => boolean): string | undefined {
  let requestId: string | undefined;
  let position = skipSpace(body, start + 1);
  while (position < end && body[position] === QUOTE) {
    const endOfName = endOfString(body, position + 1);
    const colon = endOfName < 0 ? -1 : skipSpace(body, endOfName);
    if (body[colon] !== COLON) return undefined;
    const value = skipSpace(body, colon + 1);
    if (isName(body, position, endOfName)) {
      const stated = uuidAt(body, value);
      if (stated !== undefined && isCandidate(stated)) {
        if (requestId !== undefined && requestId !== stated) return undefined;
        requestId = stated;
      }
    }
    const next = endOfMember(body, value);
    if (next < 0 || next >= end) return undefined;
    if (body[next] === CLOSE_BRACE) return requestId;
    position = skipSpace(body, next + 1);
  }
  return undefined;
}

/** Returns the position of the comma or closing bracket that follows the value at `start`. Most values are strings. */
function endOfMember(body: Buffer, start: number): number {
  if (body[start] !== QUOTE) return endOfValue(body, start);
  const end = endOfString(body, start + 1);
  if (end < 0) return end;
  const next = skipSpace(body, end);
  return body[next] === COMMA || body[next] === CLOSE_BRACE ? next : -1;
}

function isName(body: Buffer, start: number, end: number): boolean {
  const name = NAME_OF_LENGTH.get(end - start);
  if (name === undefined) return false;
  for (let i = 1; i < name.length; i++) if (body[start + i] !== name[i]) return false;
  return true;
}

/** Returns the string at `start` if it has the shape of a UUID, as all of Lambda's request ids have. */
function uuidAt(body: Buffer, start: number): string | undefined {
  const first = start + 1;
  if (body[start] !== QUOTE || body[first + UUID_LENGTH] !== QUOTE) return undefined;
  for (const dash of UUID_DASHES) if (body[first + dash] !== DASH) return undefined;
  return body.toString('latin1', first, first + UUID_LENGTH);
}
