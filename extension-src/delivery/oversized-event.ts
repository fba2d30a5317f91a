import { eventBytes } from '#host/event-bytes';

/**
 * Shortens an event that is too large for a record. Its `record` becomes a string with the beginning of the original (of the
 * text if it was a string, otherwise of its JSON), and `truncatedBytes` is the number of missing bytes of the record's JSON, as it is
 * written in the event.
 *
 * The record is only cut, never parsed: that would take long, and fail where JSON is nested deeply.
 *
 * @param event the event's JSON
 * @param maxBytes maximum size of the shortened event's JSON
 * @returns undefined if the event cannot be shortened
 */
export function shortenEvent(event: Buffer, maxBytes: number): Buffer | undefined {
  try {
    return shorten(event, maxBytes);
  } catch {
    // Not JSON, or what is not the record is nested too deeply to be written: `JSON.stringify` needs a stack frame for each level.
    return undefined;
  }
}

function shorten(event: Buffer, maxBytes: number): Buffer | undefined {
  const place = eventBytes.findRecord(event);
  if (place === undefined) return undefined;
  const [start, end] = place;
  const json = event.subarray(start, end);
  const others = JSON.parse(`${event.toString('utf8', 0, start)}""${event.toString('utf8', end)}`) as object;

  const beginning = eventBytes.jsonBeginning(json, maxBytes - render(others, Buffer.alloc(0), json.length).length);
  if (beginning === undefined) return undefined;
  const [content, taken] = beginning;
  const shortened = render(others, content, json.length - taken - (json[0] === QUOTE ? QUOTES : 0));
  return shortened.length <= maxBytes ? shortened : undefined;
}

const QUOTE = 0x22;

/** The bytes of the quotes around a string. */
const QUOTES = 2;

/** Writes an event with the content of its record's string. */
function render(event: object, content: Buffer, truncatedBytes: number): Buffer {
  const members = Object.entries({ ...event, record: '', truncatedBytes });
  const record = members.findIndex(([name]) => name === 'record');
  const json = (some: typeof members) => JSON.stringify(Object.fromEntries(some));
  const head = json(members.slice(0, record + 1)).slice(0, -'"}'.length);
  return Buffer.concat([Buffer.from(head), content, Buffer.from(json(members).slice(head.length))]);
}
