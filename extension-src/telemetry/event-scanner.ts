/** Called with the position of each event in the body: from `start` to before `end`, with its closing brace at `end - 1`. */
export type VisitEvent = (start: number, end: number) => void;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** Up to so many bytes of a string are looked at one by one; a longer string is left to the native search for its end. */
const SHORT_STRING = 24;

/**
 * Finds the events in a Telemetry API body, which is a JSON array of objects, without parsing them.
 *
 * Line breaks, which JSON allows between an event's tokens and NDJSON does not, become spaces in the body itself; in a string
 * too, where only a body that is no JSON has them, and would break its neighbours' lines.
 *
 * @returns what is wrong with the body behind the last event that was visited, or undefined where nothing is
 */
export function scanEvents(body: Buffer, visit: VisitEvent): string | undefined {
  for (let at = body.indexOf(LINE_FEED); at >= 0; at = body.indexOf(LINE_FEED, at + 1)) body[at] = SPACE;
  let position = skipSpace(body, 0);
  if (body[position] !== OPEN_BRACKET) return 'no JSON array';
  position = skipSpace(body, position + 1);
  if (body[position] === CLOSE_BRACKET) return undefined;
  for (;;) {
    if (body[position] !== OPEN_BRACE) return `no event at byte ${position}`;
    const end = endOfObject(body, position);
    if (end < 0) return `an event without an end at byte ${position}`;
    visit(position, end);
    position = skipSpace(body, end);
    if (body[position] === CLOSE_BRACKET) return undefined;
    if (body[position] !== COMMA) return `no comma at byte ${position}`;
    position = skipSpace(body, position + 1);
  }
}

function skipSpace(body: Buffer, from: number): number {
  let position = from;
  while (position < body.length && body[position] <= SPACE) position++;
  return position;
}

/** @returns the position behind the object that starts here, or -1 where the body ends before the object does */
function endOfObject(body: Buffer, start: number): number {
  const length = body.length;
  let depth = 0;
  let position = start;
  while (position < length) {
    const byte = body[position++];
    if (byte === QUOTE) {
      position = endOfString(body, position);
      if (position < 0) return -1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (--depth === 0) return position;
    } else if (byte < SPACE) {
      body[position - 1] = SPACE;
    }
  }
  return -1;
}

/** @returns the position behind the string's closing quote, or -1 */
function endOfString(body: Buffer, start: number): number {
  const near = Math.min(start + SHORT_STRING, body.length);
  let position = start;
  while (position < near) {
    const byte = body[position++];
    if (byte === QUOTE) return position;
    if (byte === BACKSLASH) position++;
  }
  for (;;) {
    const quote = body.indexOf(QUOTE, position);
    if (quote < 0) return -1;
    let backslashes = 0;
    // Never look behind `position`: what stands there may be the second half of an escape.
    while (quote - backslashes - 1 >= position && body[quote - backslashes - 1] === BACKSLASH) backslashes++;
    position = quote + 1;
    if (backslashes % 2 === 0) return position;
  }
}
