import { CLOSE_BRACKET, COMMA, endOfContainer, OPEN_BRACE, OPEN_BRACKET, skipSpace, SPACE } from '../../consumer-src/json-bytes';

/** Called with the position of each event in the body: from `start` to before `end`, with its closing brace at `end - 1`. */
export type VisitEvent = (start: number, end: number) => void;

const LINE_FEED = 0x0a;

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
    const end = endOfContainer(body, position, true);
    if (end < 0) return `an event without an end at byte ${position}`;
    visit(position, end);
    position = skipSpace(body, end);
    if (body[position] === CLOSE_BRACKET) return undefined;
    if (body[position] !== COMMA) return `no comma at byte ${position}`;
    position = skipSpace(body, position + 1);
  }
}
