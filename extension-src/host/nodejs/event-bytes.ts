import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, endOfString, OPEN_BRACE, OPEN_BRACKET, QUOTE, skipSpace, SPACE } from '../../../consumer-src/json-bytes';
import type { EventBytes, FoundEvents } from '../event-bytes';
import { eachId, NO_ID, SEVERAL_IDS, UUID_LENGTH } from '../stated-ids';
import { findRecord, jsonBeginning } from './record-beginning';

const LINE_FEED = 0x0a;

/** How Lambda begins a line of a function's log: {"time":"2026-11-20T09:00:00.123Z","type":"function","record":… */
const BEFORE_TIME = Buffer.from('{"time":"');
const TIME_BYTES = 24;
const AFTER_TIME = Buffer.from('","type":"function","record":');
const RECORD_AT = BEFORE_TIME.length + TIME_BYTES + AFTER_TIME.length;
const LINE_MEMBERS = 3;

/** The numbers of `positions`, and of `runs` and series, for each event, run or series. */
const POSITION = 3;
const RUN = 5;

/** This many events fit before the memory for positions grows. */
const FIRST_CAPACITY = 1_024;

/** Room for the digits of a sequence number. */
const SEQUENCE_DIGITS = 16;

let positions = new Uint32Array(POSITION * FIRST_CAPACITY);

/** The specification of these functions. The native host has its own form of them (extension-host/src/event_bytes.rs). */
export const eventBytes: EventBytes = {
  findRecord,
  jsonBeginning,

  findEvents(body) {
    const runs: number[] = [];
    const found: { count: number; members: number } = { count: 0, members: 0 };
    let inRun = false;
    const malformed = scan(body, found, (start, end) => {
      const at = found.count * POSITION;
      if (at === positions.length) positions = doubled(positions);
      positions[at] = start;
      positions[at + 1] = end;
      positions[at + 2] = found.members;
      if (found.members === LINE_MEMBERS && isLine(body, start, end)) {
        addToRun(body, runs, found.count, start + BEFORE_TIME.length, inRun);
        if (body[start + RECORD_AT] === OPEN_BRACE) runs[runs.length - 1]++;
        inRun = true;
      } else {
        inRun = false;
      }
      found.count++;
    });
    return { positions, count: found.count, runs, malformed } satisfies FoundEvents;
  },

  copyEnvelopes(into, at, left, body, places, first, count, fields, tail, sequence, bytesPerEnvelope) {
    const around = fields.length + SEQUENCE_DIGITS + tail.length + bytesPerEnvelope - 1;
    let position = at;
    let free = left;
    let copied = 0;
    for (; copied < count; copied++) {
      const index = (first + copied) * POSITION;
      const start = places[index];
      const end = places[index + 1];
      if (end - start + around > free) break;
      const begin = position;
      position += body.copy(into, position, start, end - 1);
      position += fields.copy(into, position);
      position += into.write(String(sequence + copied), position, 'latin1');
      position += tail.copy(into, position);
      free -= position - begin + bytesPerEnvelope;
    }
    return [copied, position];
  },

  statedRequests(body, places, first, count) {
    const series: number[] = [];
    for (let event = first; event < first + count; event++) {
      const start = places[event * POSITION];
      const recordAt = start + RECORD_AT;
      const id = body[recordAt] === OPEN_BRACE ? statedIdAt(body, recordAt, places[event * POSITION + 1]) : NO_ID;
      const last = series.length - RUN;
      if (last >= 0 && isSameId(body, series[last + 2], id)) {
        series[last + 1]++;
        widen(body, series, last + 3, start + BEFORE_TIME.length);
      } else {
        series.push(event, 1, id, start + BEFORE_TIME.length, start + BEFORE_TIME.length);
      }
    }
    return series;
  },
};

/** Returns the position of the only id that a JSON log line states, {@link NO_ID}, or {@link SEVERAL_IDS}. */
function statedIdAt(body: Buffer, start: number, end: number): number {
  let id = NO_ID;
  const isWhole = eachId(body, start, end, (at) => {
    if (id === NO_ID) id = at;
    else if (!isSameId(body, id, at)) id = SEVERAL_IDS;
    return true;
  });
  return isWhole ? id : NO_ID;
}

function isSameId(body: Buffer, a: number, b: number): boolean {
  if (a <= SEVERAL_IDS || b <= SEVERAL_IDS) return a === b;
  return compareBytes(body, a, b, UUID_LENGTH) === 0;
}

function doubled(before: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const after = new Uint32Array(before.length * 2);
  after.set(before);
  return after;
}

function addToRun(body: Buffer, runs: number[], event: number, timeAt: number, continues: boolean): void {
  if (!continues) {
    runs.push(event, 1, timeAt, timeAt, 0);
    return;
  }
  const run = runs.length - RUN;
  runs[run + 1]++;
  widen(body, runs, run + 2, timeAt);
}

/** Makes a time part of the span whose earliest and latest times `numbers` names at `index`. */
function widen(body: Buffer, numbers: number[], index: number, timeAt: number): void {
  if (compareBytes(body, timeAt, numbers[index], TIME_BYTES) < 0) numbers[index] = timeAt;
  else if (compareBytes(body, timeAt, numbers[index + 1], TIME_BYTES) > 0) numbers[index + 1] = timeAt;
}

function compareBytes(body: Buffer, a: number, b: number, count: number): number {
  for (let i = 0; i < count; i++) if (body[a + i] !== body[b + i]) return body[a + i] - body[b + i];
  return 0;
}

function isLine(body: Buffer, start: number, end: number): boolean {
  const timeAt = start + BEFORE_TIME.length;
  const afterTime = timeAt + TIME_BYTES;
  if (afterTime + AFTER_TIME.length > end) return false;
  return hasBytesAt(body, start, BEFORE_TIME) && hasBytesAt(body, afterTime, AFTER_TIME) && isTime(body, timeAt);
}

function hasBytesAt(body: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = bytes.length - 1; i >= 0; i--) if (body[at + i] !== bytes[i]) return false;
  return true;
}

/** Whether the bytes are 23 digits and separators, and a Z. */
function isTime(body: Buffer, at: number): boolean {
  const last = at + TIME_BYTES - 1;
  if (body[last] !== 0x5a) return false;
  for (let i = at; i < last; i++) {
    const byte = body[i];
    // - . 0 … 9 : T
    if (!(byte >= 0x30 && byte <= 0x3a) && byte !== 0x2d && byte !== 0x2e && byte !== 0x54) return false;
  }
  return true;
}

function scan(body: Buffer, found: { members: number }, visit: (start: number, end: number) => void): string | undefined {
  for (let at = body.indexOf(LINE_FEED); at >= 0; at = body.indexOf(LINE_FEED, at + 1)) body[at] = SPACE;
  let position = skipSpace(body, 0);
  if (body[position] !== OPEN_BRACKET) return 'not a JSON array';
  position = skipSpace(body, position + 1);
  if (body[position] === CLOSE_BRACKET) return undefined;
  for (;;) {
    if (body[position] !== OPEN_BRACE) return `expected an event at byte ${position}`;
    const end = endOfEvent(body, position, found);
    if (end < 0) return `unterminated event at byte ${position}`;
    visit(position, end);
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
