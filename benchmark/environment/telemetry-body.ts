import { seededRandom } from '../../simulator/kinesis';

export type LogFormat = 'text' | 'json';

export interface TelemetryBodyProps {
  /** Whether a record is a string, or an object as in the JSON log format. */
  readonly format: LogFormat;
  /** The size of each record: of the logged line, or of the whole object. */
  readonly recordBytes: number;
  readonly events: number;
  readonly seed: number;
  /** Of ten events, so many have the level DEBUG. The others have INFO. @default 0 */
  readonly debugOfTen?: number;
}

const WORDS = ['order', 'accepted', 'payment', 'customer', 'retrying', 'in', 'the', 'warehouse', 'with', 'status', 'item', 'price', 'shipped',
  'to', 'cache', 'miss', 'for', 'key', 'queue', 'handled', 'request', 'took', 'milliseconds', 'and', 'returned', 'error', 'timeout', 'ok'];
const TIME = '2026-11-20T09:00:00.123Z';
const REQUEST_ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';

/** Returns the body of a Telemetry API POST. All events have exactly the given size, and no two are equal. */
export function telemetryBody({ format, recordBytes, events, seed, debugOfTen = 0 }: TelemetryBodyProps): Buffer {
  const random = seededRandom(seed);
  const recordOf = format === 'text' ? textRecord : jsonRecord;
  const all = Array.from({ length: events }, (_, index) =>
    `{"time":"${TIME}","type":"function","record":${recordOf(recordBytes, index % 10 < debugOfTen ? 'DEBUG' : 'INFO', random)}}`);
  return Buffer.from(`[${all.join(',')}]`);
}

/** A line in the format of Lambda's Node.js runtime. */
function textRecord(bytes: number, level: string, random: () => number): string {
  const head = `${TIME}\t${REQUEST_ID}\t${level}\t`;
  return JSON.stringify(`${head}${prose(bytes - head.length - 1, random)}\n`);
}

function jsonRecord(bytes: number, level: string, random: () => number): string {
  const head = `{"timestamp":"${TIME}","level":"${level}","requestId":"${REQUEST_ID}","message":"`;
  const tail = '"}';
  return `${head}${prose(bytes - head.length - tail.length, random)}${tail}`;
}

/** Returns words and numbers, which compress about as well as log lines. */
function prose(length: number, random: () => number): string {
  let text = '';
  while (text.length < length) {
    text += random() < 0.25 ? `${Math.floor(random() * 1e6)} ` : `${WORDS[Math.floor(random() * WORDS.length)]} `;
  }
  return text.slice(0, Math.max(0, length));
}
