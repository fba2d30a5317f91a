import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, endOfString, OPEN_BRACE, OPEN_BRACKET, QUOTE, skipSpace, SPACE } from '../../consumer-src/json-bytes';

/**
 * Called with the position of each event in the body. `end` is exclusive: the closing brace is at `end - 1`. `members` is the
 * number of the event's own members, each counted, also if two have the same name.
 */
export type VisitEvent = (start: number, end: number, members: number) => void;

const LINE_FEED = 0x0a;

/**
 * Finds the events in a Telemetry API body, which is a JSON array of objects, without parsing them.
 *
 * Overwrites line breaks in the body with spaces: JSON allows them between tokens, NDJSON does not. Line breaks in strings are
 * not valid JSON, but are overwritten too, because they would split the lines of other events.
 *
 * @returns what is wrong with the body after the last visited event, or undefined if the body is valid
 */
export function scanEvents(body: Buffer, visit: VisitEvent): string | undefined {
  for (let at = body.indexOf(LINE_FEED); at >= 0; at = body.indexOf(LINE_FEED, at + 1)) body[at] = SPACE;
  let position = skipSpace(body, 0);
  if (body[position] !== OPEN_BRACKET) return 'not a JSON array';
  position = skipSpace(body, position + 1);
  if (body[position] === CLOSE_BRACKET) return undefined;
  const found = { members: 0 };
  for (;;) {
    if (body[position] !== OPEN_BRACE) return `expected an event at byte ${position}`;
    const end = endOfEvent(body, position, found);
    if (end < 0) return `unterminated event at byte ${position}`;
    visit(position, end, found.members);
    position = skipSpace(body, end);
    if (body[position] === CLOSE_BRACKET) return undefined;
    if (body[position] !== COMMA) return `expected a comma at byte ${position}`;
    position = skipSpace(body, position + 1);
  }
}

/**
 * Returns the position after the event that starts at `start`, or -1 if the body ends first, and counts its members. Overwrites
 * control characters between its tokens with spaces.
 */
function endOfEvent(body: Buffer, start: number, found: { members: number }): number {
  const length = body.length;
  let depth = 0;
  let members = 1;
  let position = start;
  while (position < length) {
    const byte = body[position++];
    if (byte === QUOTE) {
      position = endOfString(body, position);
      if (position < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (--depth === 0) {
        found.members = members;
        return position;
      }
    } else if (byte === COMMA) {
      if (depth === 1) members++;
    } else if (byte < SPACE) {
      body[position - 1] = SPACE;
    }
  }
  return -1;
}
