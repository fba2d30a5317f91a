/** What the extension needs to know of every event. */
export interface EventHead {
  /** `function`, `extension`, `platform.start`, … */
  readonly type: string;
  /** `YYYY-MM-DDTHH:mm:ss.SSSZ`: such texts order like the times that they say */
  readonly time: string;
}

// Lambda writes {"time":"2026-11-20T09:00:00.123Z","type":"function","record":…
const TIME_START = '{"time":"'.length;
const TIME_END = TIME_START + '2026-11-20T09:00:00.123Z'.length;
const TYPE_KEY = 'Z","type":"';
const TYPE_START = TIME_END - 1 + TYPE_KEY.length;
const LONGEST_TYPE = 64;

const FUNCTION_HEAD = 'function"';
const EXTENSION_HEAD = 'extension"';

/**
 * Reads an event's time and type from where Lambda writes them; an event that looks different is parsed.
 *
 * @returns undefined where the event is no JSON object with a type
 */
export function readHead(body: Buffer, start: number, end: number): EventHead | undefined {
  const keyStart = start + TIME_END - 1;
  const typeStart = start + TYPE_START;
  if (body.toString('latin1', keyStart, typeStart) === TYPE_KEY) {
    const time = body.toString('latin1', start + TIME_START, start + TIME_END);
    const head = body.toString('latin1', typeStart, Math.min(typeStart + LONGEST_TYPE, end));
    if (head.startsWith(FUNCTION_HEAD)) return { type: 'function', time };
    if (head.startsWith(EXTENSION_HEAD)) return { type: 'extension', time };
    const quote = head.indexOf('"');
    if (quote > 0 && !head.slice(0, quote).includes('\\')) return { type: head.slice(0, quote), time };
  }
  return parseHead(body, start, end);
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
