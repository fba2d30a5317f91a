import { seededRandom } from '../../simulator/kinesis';

export type LogFormat = 'text' | 'json';

export interface TelemetryBodyProps {
  /** What a record is: a string, or an object as the JSON log format has it. */
  readonly format: LogFormat;
  /** Bytes of each record: the line that the function logged, in a JSON log the whole object. */
  readonly recordBytes: number;
  readonly events: number;
  readonly seed: number;
}

const WORDS = ['order', 'accepted', 'payment', 'customer', 'retrying', 'in', 'the', 'warehouse', 'with', 'status', 'item', 'price', 'shipped',
  'to', 'cache', 'miss', 'for', 'key', 'queue', 'handled', 'request', 'took', 'milliseconds', 'and', 'returned', 'error', 'timeout', 'ok'];
const TIME = '2026-11-20T09:00:00.123Z';
const REQUEST_ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';

/** The body of a POST of the Telemetry API: as many events as are asked for, of exactly the size, no two alike. */
export function telemetryBody({ format, recordBytes, events, seed }: TelemetryBodyProps): Buffer {
  const random = seededRandom(seed);
  const all = Array.from({ length: events }, () =>
    `{"time":"${TIME}","type":"function","record":${format === 'text' ? textRecord(recordBytes, random) : jsonRecord(recordBytes, random)}}`);
  return Buffer.from(`[${all.join(',')}]`);
}

/** As Lambda's Node.js runtime writes a line. */
function textRecord(bytes: number, random: () => number): string {
  const head = `${TIME}\t${REQUEST_ID}\tINFO\t`;
  return JSON.stringify(`${head}${prose(bytes - head.length - 1, random)}\n`);
}

function jsonRecord(bytes: number, random: () => number): string {
  const head = `{"timestamp":"${TIME}","level":"INFO","requestId":"${REQUEST_ID}","message":"`;
  const tail = '"}';
  return `${head}${prose(bytes - head.length - tail.length, random)}${tail}`;
}

/** Words and numbers, so that it compresses about as log lines do. */
function prose(length: number, random: () => number): string {
  let text = '';
  while (text.length < length) {
    text += random() < 0.25 ? `${Math.floor(random() * 1e6)} ` : `${WORDS[Math.floor(random() * WORDS.length)]} `;
  }
  return text.slice(0, Math.max(0, length));
}
