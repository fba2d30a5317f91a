/** What the extension needs to know of every event. */
export interface EventHead {
  /** `function`, `extension`, `platform.start`, … */
  readonly type: string;
  /** `YYYY-MM-DDTHH:mm:ss.SSSZ`: such texts order like the times that they say */
  readonly time: string;
}

/** How Lambda begins an event: {"time":"2026-11-20T09:00:00.123Z","type":"function","record":… */
const HEAD = /^\{"time":"([-0-9T:.]{23}Z)","type":"([A-Za-z.]+)"/;
const LONGEST_HEAD = 110;

const TIME = /^[-0-9T:.]{23}Z$/;
const TIME_BYTES = 24;
const BEFORE_TIME = Buffer.from('{"time":"');
const BEHIND_TIME_OF_LOG = Buffer.from('","type":"function"');

/** What was written in the same millisecond as the line before it has the same head. */
let lastTime = Buffer.alloc(TIME_BYTES);
let lastLogHead: EventHead | undefined;

/**
 * Reads an event's time and type from where Lambda writes them; an event that looks different is parsed.
 *
 * @returns undefined where the event is no JSON object with a type
 */
export function readHead(body: Buffer, start: number, end: number): EventHead | undefined {
  const log = readLogHead(body, start, end);
  if (log) return log;
  // What stands behind the end is another event's.
  const head = HEAD.exec(body.toString('latin1', start, Math.min(start + LONGEST_HEAD, end)));
  return head ? { type: head[2], time: head[1] } : parseHead(body, start, end);
}

/** Nearly all events are lines of a function's log: their head is read without making anything of it that was not needed before. */
function readLogHead(body: Buffer, start: number, end: number): EventHead | undefined {
  const timeAt = start + BEFORE_TIME.length;
  const behindTime = timeAt + TIME_BYTES;
  if (behindTime + BEHIND_TIME_OF_LOG.length > end) return undefined;
  if (!standsAt(body, start, BEFORE_TIME) || !standsAt(body, behindTime, BEHIND_TIME_OF_LOG)) return undefined;
  if (lastLogHead && standsAt(body, timeAt, lastTime)) return lastLogHead;
  const time = body.toString('latin1', timeAt, behindTime);
  if (!TIME.test(time)) return undefined;
  lastTime = Buffer.from(time, 'latin1');
  return lastLogHead = { type: 'function', time };
}

function standsAt(body: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = bytes.length - 1; i >= 0; i--) if (body[at + i] !== bytes[i]) return false;
  return true;
}

function parseHead(body: Buffer, start: number, end: number): EventHead | undefined {
  try {
    const event = JSON.parse(body.toString('utf8', start, end)) as { type?: unknown; time?: unknown };
    return typeof event.type === 'string'
      ? { type: event.type, time: typeof event.time === 'string' ? event.time : '' }
      : undefined;
  } catch {
    return undefined;
  }
}
