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

/**
 * Reads an event's time and type from where Lambda writes them; an event that looks different is parsed.
 *
 * @returns undefined where the event is no JSON object with a type
 */
export function readHead(body: Buffer, start: number, end: number): EventHead | undefined {
  // What stands behind the end is another event's.
  const head = HEAD.exec(body.toString('latin1', start, Math.min(start + LONGEST_HEAD, end)));
  return head ? { type: head[2], time: head[1] } : parseHead(body, start, end);
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
