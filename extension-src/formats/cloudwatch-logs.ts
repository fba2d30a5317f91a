import { linesOf } from './lines';
import { memberText } from '../../consumer-src/json-bytes';
import type { PackedRecord } from '../delivery/record';
import { EventHeadReader } from '../telemetry/event-head';

/** The source that CloudWatch Logs names for all events of a record. */
export interface LogSource {
  /** the account's id */
  readonly owner: string;
  readonly logGroup: string;
  /** Returns the name of the log stream, or undefined before Lambda has reported it. */
  readonly logStream: () => string | undefined;
}

/** Tells consumers that the extension wrote the record, and that event ids contain an environment and a sequence number. */
export const SUBSCRIPTION_FILTER = 'cdk-kinesis-telemetry-extension';

/** An event id has 56 digits: time in milliseconds, environment, sequence number. Ids therefore sort by time. */
const TIME_DIGITS = 13;
const ENVIRONMENT_DIGITS = 27;
const SEQUENCE_DIGITS = 16;

const QUOTE = 0x22;
const OWN_TYPE_PREFIX = 'telemetry.';

/** Of a line that is not an event as Lambda sends them. */
const UNKNOWN_HEAD = { type: '', time: '' };

/**
 * Returns the record as a CloudWatch Logs subscription writes it to a stream, before compression. Consumers of such streams can
 * read it unchanged. The extension's own events have their type in `extractedFields`, where CloudWatch Logs writes what a filter
 * has found in a message.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#DestinationKinesisExample
 */
export function renderCloudWatchLogs(record: PackedRecord, { owner, logGroup, logStream }: LogSource): Buffer {
  const { environment, firstSequence, createdAt } = record;
  const around = JSON.stringify({
    messageType: 'DATA_MESSAGE', owner, logGroup, logStream: logStream() ?? environment, subscriptionFilters: [SUBSCRIPTION_FILTER], logEvents: [],
  });
  const environmentDigits = digitsOf(environment);
  const heads = new EventHeadReader();
  const events = linesOf(record.data).map((line, index) => {
    const { type, time } = heads.read(line, 0, line.length) ?? UNKNOWN_HEAD;
    const timestamp = timestampOf(time, createdAt);
    const id = String(timestamp).padStart(TIME_DIGITS, '0') + environmentDigits + String(firstSequence + index).padStart(SEQUENCE_DIGITS, '0');
    // A function can print any message, but no fields beside it.
    const mark = type.startsWith(OWN_TYPE_PREFIX) ? `,"extractedFields":${JSON.stringify({ type })}` : '';
    return `{"id":"${id}","timestamp":${timestamp},"message":${messageOf(line, type, time)}${mark}}`;
  });
  return Buffer.from(`${around.slice(0, -2)}${events.join(',')}]}`);
}

/** Converts 16 digits of base 36 to decimal digits. */
function digitsOf(environment: string): string {
  const [high, low] = [environment.slice(0, 8), environment.slice(8)].map((part) => BigInt(Number.parseInt(part, 36)));
  return String(high * 36n ** 8n + low).padStart(ENVIRONMENT_DIGITS, '0');
}

function timestampOf(time: string, otherwise: number): number {
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) || parsed < 0 ? otherwise : parsed;
}

/** Returns the message as a JSON string: a text as it is, another record as its JSON, an event of the extension as a whole event. */
function messageOf(line: Buffer, type: string, time: string): string {
  const record = memberText(line, 'record');
  if (record === undefined) return JSON.stringify(line.toString());
  if (type.startsWith(OWN_TYPE_PREFIX)) return JSON.stringify(`{"time":"${time}","type":"${type}","record":${record.toString()}}`);
  const message = record[0] === QUOTE ? record.toString() : JSON.stringify(record.toString());
  const truncatedBytes = memberText(line, 'truncatedBytes');
  return truncatedBytes === undefined ? message : `${message.slice(0, -1)} [${truncatedBytes.toString()} bytes are missing]"`;
}
