import type { Envelope } from './envelope';
import { CorruptRecordError, ForeignRecordError } from './errors';
import { isObject, parseJson } from './json';

/** The subscription filter that the extension names in its records. Records of CloudWatch Logs have other names. */
const SUBSCRIPTION_FILTER = 'cdk-kinesis-telemetry-extension';

/** Milliseconds since the epoch, the environment's id as a number, the sequence number. */
const ID = /^\d{13}(\d{27})(\d{16})$/;

/** Digits of base 36 in an environment's id. */
const ENVIRONMENT_DIGITS = 16;

/** The types of the extension's own events. Their message is the JSON of the event. */
const OWN_TYPES: readonly unknown[] = ['telemetry.dropped', 'telemetry.omitted', 'telemetry.summary'];

/** Returns whether the text is in the CloudWatch Logs subscription format. */
export function isSubscription(text: string): boolean {
  return /^\{\s*"messageType"/.test(text);
}

/**
 * Returns the envelopes of a document in the CloudWatch Logs subscription format.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @throws CorruptRecordError
 * @throws ForeignRecordError if CloudWatch Logs wrote the document
 */
export function envelopesOfSubscription(text: string): Envelope[] {
  const document = parseJson(text, 'A subscription record');
  if (!isOurs(document)) throw new ForeignRecordError(`A subscription record was not written by the extension: ${text.slice(0, 200)}`);
  const { owner, logGroup, logStream, logEvents } = document;
  if (typeof owner !== 'string' || typeof logGroup !== 'string' || typeof logStream !== 'string' || !Array.isArray(logEvents)) {
    throw new CorruptRecordError('A subscription record has no owner, logGroup, logStream or logEvents');
  }
  return logEvents.map((event) => ({ ...envelopeOf(event), logGroup, logStream, account: owner }));
}

function isOurs(document: unknown): document is Record<string, unknown> {
  return isObject(document) && document.messageType === 'DATA_MESSAGE'
    && Array.isArray(document.subscriptionFilters) && document.subscriptionFilters.includes(SUBSCRIPTION_FILTER);
}

function envelopeOf(event: unknown): Envelope {
  const { id, timestamp, message, extractedFields } = isObject(event) ? event : {};
  const [, environment, sequence] = typeof id === 'string' ? ID.exec(id) ?? [] : [];
  const time = typeof timestamp === 'number' ? new Date(timestamp) : undefined;
  if (environment === undefined || !time || Number.isNaN(time.getTime()) || typeof message !== 'string') {
    throw new CorruptRecordError(`A log event has no id of 56 digits, no timestamp or no message: ${JSON.stringify(event)?.slice(0, 200)}`);
  }
  return {
    time: time.toISOString(),
    ...eventOf(message, extractedFields),
    environment: environmentOf(environment),
    sequence: sequenceOf(sequence),
  };
}

function eventOf(message: string, extractedFields: unknown): { readonly type: string; readonly record: unknown } {
  return ownEventOf(message, extractedFields) ?? { type: 'function', record: message };
}

/** The extension marks its own events beside their message: a function can print any message. */
function ownEventOf(message: string, extractedFields: unknown): { readonly type: string; readonly record: unknown } | undefined {
  const marked = isObject(extractedFields) ? extractedFields.type : undefined;
  if (!OWN_TYPES.includes(marked)) return undefined;
  try {
    const { type, record } = JSON.parse(message) as { readonly type?: unknown; readonly record?: unknown };
    return type === marked && isObject(record) ? { type: marked as string, record } : undefined;
  } catch {
    return undefined;
  }
}

function environmentOf(digits: string): string {
  const environment = BigInt(digits).toString(36).padStart(ENVIRONMENT_DIGITS, '0');
  if (environment.length > ENVIRONMENT_DIGITS) throw new CorruptRecordError(`The id of a log event has no valid environment: ${digits}`);
  return environment;
}

function sequenceOf(digits: string): number {
  const sequence = Number(digits);
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new CorruptRecordError(`The id of a log event has no valid sequence number: ${digits}`);
  return sequence;
}
