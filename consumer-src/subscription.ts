import type { Envelope } from './envelope';
import { CorruptRecordError, ForeignRecordError } from './errors';
import { isObject, parseJson } from './json';

/** What the extension names as the subscription filter: CloudWatch's own records have other names. */
const SUBSCRIPTION_FILTER = 'cdk-kinesis-telemetry-extension';

/** Milliseconds since the epoch, the environment's id as a number, the sequence number. */
const ID = /^\d{13}(\d{27})(\d{16})$/;

/** Digits of base 36 in an environment's id. */
const ENVIRONMENT_DIGITS = 16;

/** The extension's own events stand in a message as their own JSON. */
const OWN_EVENT = '{"time":"';
const OWN_TYPES: readonly unknown[] = ['telemetry.dropped', 'telemetry.summary'];

/** Whether the text is of the CloudWatch Logs subscription format. */
export function isSubscription(text: string): boolean {
  return /^\{\s*"messageType"/.test(text);
}

/**
 * The envelopes in a document of the CloudWatch Logs subscription format.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @throws CorruptRecordError
 * @throws ForeignRecordError if it is CloudWatch's own
 */
export function envelopesOfSubscription(text: string): Envelope[] {
  const document = parseJson(text, 'A subscription record');
  if (!isOurs(document)) throw new ForeignRecordError(`A subscription record is not the extension's: ${text.slice(0, 200)}`);
  const { owner, logGroup, logStream, logEvents } = document;
  if (typeof owner !== 'string' || typeof logGroup !== 'string' || typeof logStream !== 'string' || !Array.isArray(logEvents)) {
    throw new CorruptRecordError('A subscription record lacks owner, logGroup, logStream or logEvents');
  }
  return logEvents.map((event) => ({ ...envelopeOf(event), logGroup, logStream, account: owner }));
}

function isOurs(document: unknown): document is Record<string, unknown> {
  return isObject(document) && document.messageType === 'DATA_MESSAGE'
    && Array.isArray(document.subscriptionFilters) && document.subscriptionFilters.includes(SUBSCRIPTION_FILTER);
}

function envelopeOf(event: unknown): Envelope {
  const { id, timestamp, message } = isObject(event) ? event : {};
  const [, environment, sequence] = typeof id === 'string' ? ID.exec(id) ?? [] : [];
  const time = typeof timestamp === 'number' ? new Date(timestamp) : undefined;
  if (environment === undefined || !time || Number.isNaN(time.getTime()) || typeof message !== 'string') {
    throw new CorruptRecordError(`A log event lacks an id of 56 digits, a timestamp or a message: ${JSON.stringify(event)?.slice(0, 200)}`);
  }
  return {
    time: time.toISOString(),
    ...eventOf(message),
    environment: environmentOf(environment),
    sequence: sequenceOf(sequence),
  };
}

function eventOf(message: string): { readonly type: string; readonly record: unknown } {
  return ownEventOf(message) ?? { type: 'function', record: message };
}

function ownEventOf(message: string): { readonly type: string; readonly record: unknown } | undefined {
  if (!message.startsWith(OWN_EVENT)) return undefined;
  try {
    const { type, record } = JSON.parse(message) as { readonly type?: unknown; readonly record?: unknown };
    return OWN_TYPES.includes(type) && isObject(record) ? { type: type as string, record } : undefined;
  } catch {
    return undefined;
  }
}

function environmentOf(digits: string): string {
  const environment = BigInt(digits).toString(36).padStart(ENVIRONMENT_DIGITS, '0');
  if (environment.length > ENVIRONMENT_DIGITS) throw new CorruptRecordError(`The id of a log event names no environment: ${digits}`);
  return environment;
}

function sequenceOf(digits: string): number {
  const sequence = Number(digits);
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new CorruptRecordError(`The id of a log event has no sequence number: ${digits}`);
  return sequence;
}
