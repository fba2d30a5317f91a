/** What the extension needs to know of every event. */
export interface EventHead {
  /** `function`, `extension`, `platform.start`, … */
  readonly type: string;
  /** `YYYY-MM-DDTHH:mm:ss.SSSZ`, which sorts by time */
  readonly time: string;
  /** The position of the record in the event. Undefined if the event does not begin as Lambda begins one. */
  readonly recordAt?: number;
}

/** How Lambda begins an event: {"time":"2026-11-20T09:00:00.123Z","type":"function","record":… */
const HEAD = /^\{"time":"([-0-9T:.]{23}Z)","type":"([A-Za-z.]+)","record":/;
const MAX_HEAD_BYTES = 110;

/** Lambda writes these members: time, type and record. */
const MEMBERS = 3;

const TIME = /^[-0-9T:.]{23}Z$/;
const TIME_BYTES = 24;
const BEFORE_TIME = Buffer.from('{"time":"');
const AFTER_TIME_OF_LOG = Buffer.from('","type":"function","record":');
const RECORD_OF_LOG_AT = BEFORE_TIME.length + TIME_BYTES + AFTER_TIME_OF_LOG.length;

/** Reads the heads of events. Log lines of the same millisecond have the same head, so it keeps the last one. */
export class EventHeadReader {
  private lastTime = Buffer.alloc(TIME_BYTES);
  private lastLogHead?: EventHead;

  /**
   * Reads an event's time and type from where Lambda writes them. An event that looks different is parsed.
   *
   * @param members the number of the event's members, if it was counted. Any process in the environment can post an event with a
   * second `type`, which most readers of JSON prefer to the first. Such an event is none
   * @returns undefined if the event is not a JSON object with a type, or has two members of the same name
   */
  read(body: Buffer, start: number, end: number, members?: number): EventHead | undefined {
    if (members !== undefined && members !== MEMBERS) return parseHead(body, start, end, members);
    const log = this.readLogHead(body, start, end);
    if (log) return log;
    // The bytes after the end belong to another event.
    const head = HEAD.exec(body.toString('latin1', start, Math.min(start + MAX_HEAD_BYTES, end)));
    return head ? { type: head[2], time: head[1], recordAt: head[0].length } : parseHead(body, start, end, members);
  }

  /** Nearly all events are lines of a function's log. Reading their head allocates nothing unless the time has changed. */
  private readLogHead(body: Buffer, start: number, end: number): EventHead | undefined {
    const timeAt = start + BEFORE_TIME.length;
    const afterTime = timeAt + TIME_BYTES;
    if (afterTime + AFTER_TIME_OF_LOG.length > end) return undefined;
    if (!hasBytesAt(body, start, BEFORE_TIME) || !hasBytesAt(body, afterTime, AFTER_TIME_OF_LOG)) return undefined;
    if (this.lastLogHead && hasBytesAt(body, timeAt, this.lastTime)) return this.lastLogHead;
    const time = body.toString('latin1', timeAt, afterTime);
    if (!TIME.test(time)) return undefined;
    this.lastTime = Buffer.from(time, 'latin1');
    return this.lastLogHead = { type: 'function', time, recordAt: RECORD_OF_LOG_AT };
  }
}

function hasBytesAt(body: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = bytes.length - 1; i >= 0; i--) if (body[at + i] !== bytes[i]) return false;
  return true;
}

function parseHead(body: Buffer, start: number, end: number, members?: number): EventHead | undefined {
  try {
    const event = JSON.parse(body.toString('utf8', start, end)) as { type?: unknown; time?: unknown };
    if (members !== undefined && members !== Object.keys(event).length) return undefined;
    return typeof event.type === 'string'
      ? { type: event.type, time: typeof event.time === 'string' ? event.time : '' }
      : undefined;
  } catch {
    return undefined;
  }
}
