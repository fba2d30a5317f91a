/**
 * The settings that `attachTo` writes as environment variables and the extension reads: names, defaults, units, ranges.
 *
 * This file is the only place where they stand. The construct library imports it to render and check props, the
 * extension bundles it to parse and check its environment. It must therefore import nothing.
 */

/** A setting whose value is a whole number. */
export interface IntegerSetting {
  readonly variable: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** A setting whose value is one of a few words. */
export interface ChoiceSetting<T extends string> {
  readonly variable: string;
  readonly choices: readonly T[];
  readonly default: T;
}

/** A setting whose value is a non-empty set of words, written with commas between them. */
export interface SetSetting<T extends string> {
  readonly variable: string;
  readonly choices: readonly T[];
  readonly default: readonly T[];
}

export type TelemetryTypeName = 'platform' | 'function' | 'extension';
export type PartitionKeyName = 'environment' | 'request' | 'random';
export type FlushStrategyName = 'adaptive' | 'end-of-invocation' | 'periodic';
export type OversizedEventsName = 'shorten' | 'drop';
export type UndeliveredEventsName = 'count' | 'log';
export type RecordFormatName = 'ndjson' | 'kpl-aggregated' | 'cloudwatch-logs';
export type CompressionName = 'none' | 'gzip' | 'zstd';

/** Says which variable is wrong, what it holds, and what it may hold. */
export class SettingError extends Error {
  constructor(variable: string, given: string | undefined, allowed: string) {
    super(given === undefined
      ? `${variable} is not set: it must be ${allowed}`
      : `${variable} must be ${allowed}, got ${JSON.stringify(given)}`);
    this.name = 'SettingError';
  }
}

const MIB = 1024 * 1024;

/** The only setting without a default: without a stream there is nothing to do. */
export const STREAM_ARN = { variable: 'KINESIS_TELEMETRY_STREAM_ARN' };

/** The kill switch: `false` makes the extension idle, without a new deployment of code. */
export const ENABLED: ChoiceSetting<'true' | 'false'> = {
  variable: 'KINESIS_TELEMETRY_ENABLED', choices: ['true', 'false'], default: 'true',
};

/** Telemetry types to subscribe to. See https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html */
export const TYPES: SetSetting<TelemetryTypeName> = {
  variable: 'KINESIS_TELEMETRY_TYPES',
  choices: ['platform', 'function', 'extension'],
  default: ['platform', 'function', 'extension'],
};

/** How long the Telemetry API collects events before it sends them: `buffering.timeoutMs`. */
export const BUFFERING_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', unit: 'milliseconds', min: 25, max: 30_000, default: 25,
};

/** How many bytes the Telemetry API collects before it sends them: `buffering.maxBytes`. */
export const BUFFERING_MAX_BYTES: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', unit: 'bytes', min: 262_144, max: MIB, default: 262_144,
};

/** How many events the Telemetry API collects before it sends them: `buffering.maxItems`. */
export const BUFFERING_MAX_ITEMS: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', unit: 'events', min: 1_000, max: 10_000, default: 1_000,
};

/** So many buffered events start a send while an invocation still runs. */
export const DISPATCH_THRESHOLD: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD', unit: 'events', min: 1, max: 100_000, default: 5_000,
};

/** An event that has waited so long starts a send while an invocation still runs. */
export const DISPATCH_INTERVAL: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS', unit: 'milliseconds', min: 100, max: 900_000, default: 1_000,
};

/**
 * Whether an invocation is held open until its telemetry is acknowledged: always (`end-of-invocation`), never (`periodic`),
 * or only while invocations are so sparse that what is left behind would wait in a frozen process (`adaptive`).
 */
export const FLUSH_STRATEGY: ChoiceSetting<FlushStrategyName> = {
  variable: 'KINESIS_TELEMETRY_FLUSH_STRATEGY', choices: ['adaptive', 'end-of-invocation', 'periodic'], default: 'adaptive',
};

/** With the strategy `periodic`: an event that has waited so long starts a send while an invocation runs. */
export const FLUSH_INTERVAL: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_FLUSH_INTERVAL_MS', unit: 'milliseconds', min: 100, max: 900_000, default: 1_000,
};

/** A flush holds an invocation open for so long at most, whatever Kinesis does. */
export const FLUSH_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', unit: 'milliseconds', min: 50, max: 30_000, default: 1_000,
};

/** The extension buffers so many bytes at most; past them the oldest events are dropped, and counted. */
export const BUFFER_MAX_BYTES: Omit<IntegerSetting, 'default'> = {
  variable: 'KINESIS_TELEMETRY_BUFFER_MAX_BYTES', unit: 'bytes', min: 2 * MIB, max: 1024 * MIB,
};

/** What {@link BUFFER_MAX_BYTES} is when it is not set: a sixteenth of the function's memory, from 4 MiB to 64 MiB. */
export function defaultBufferMaxBytes(memorySizeMB: number): number {
  return Math.min(Math.max(memorySizeMB * MIB / 16, 4 * MIB), 64 * MIB);
}

/** What becomes of an event that is too large for a Kinesis record: its first part is sent with a marker, or it is dropped. */
export const OVERSIZED_EVENTS: ChoiceSetting<OversizedEventsName> = {
  variable: 'KINESIS_TELEMETRY_OVERSIZED_EVENTS', choices: ['shorten', 'drop'], default: 'shorten',
};

/** What becomes of events that could not be delivered when the environment ends: they are counted, or written to the log. */
export const UNDELIVERED_EVENTS: ChoiceSetting<UndeliveredEventsName> = {
  variable: 'KINESIS_TELEMETRY_UNDELIVERED_EVENTS', choices: ['count', 'log'], default: 'count',
};

/** What spreads records over shards: the environment's id, the request id, or a random key for each record. */
export const PARTITION_KEY: ChoiceSetting<PartitionKeyName> = {
  variable: 'KINESIS_TELEMETRY_PARTITION_KEY', choices: ['environment', 'request', 'random'], default: 'environment',
};

/** What a Kinesis record holds: envelopes, one a line; or the same as user records of the KPL; or what CloudWatch Logs would put there. */
export const RECORD_FORMAT: ChoiceSetting<RecordFormatName> = {
  variable: 'KINESIS_TELEMETRY_RECORD_FORMAT', choices: ['ndjson', 'kpl-aggregated', 'cloudwatch-logs'], default: 'ndjson',
};

/** How a record of lines is compressed. The other formats say themselves whether they are. */
export const COMPRESSION: ChoiceSetting<CompressionName> = {
  variable: 'KINESIS_TELEMETRY_COMPRESSION', choices: ['none', 'gzip', 'zstd'], default: 'none',
};

/** A record is filled up to so many bytes; of what is in the stream, so compressed, if it is. A single event may need more. */
export const RECORD_BYTES: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_RECORD_BYTES', unit: 'bytes', min: 1_024, max: 1_000_000, default: 102_400,
};

/**
 * A record that is not full waits so long for more, while a send is started by other events; never longer than the dispatch
 * interval. A flush that holds an invocation, or ends the environment, waits for nothing.
 */
export const LINGER: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_LINGER_MS', unit: 'milliseconds', min: 0, max: 900_000, default: 100,
};

/** Fixed fields of every envelope, such as the service or the team: a JSON object of texts. */
export const ATTRIBUTES = { variable: 'KINESIS_TELEMETRY_ATTRIBUTES', maxBytes: 2_048 };

/** With the format `cloudwatch-logs`: the log group that records name, if it is not /aws/lambda/ and the function's name. */
export const LOG_GROUP = { variable: 'KINESIS_TELEMETRY_LOG_GROUP' };

/** The format of CloudWatch Logs knows logs only. */
export const CLOUDWATCH_LOGS_TYPES: readonly TelemetryTypeName[] = ['function'];

/** How long connecting to Lambda's local APIs may take; 0 waits for ever. Answers are never timed: a poll lasts hours. */
export const LOCAL_API_CONNECT_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS', unit: 'milliseconds', min: 0, max: 60_000, default: 0,
};

/** The parts of a stream's ARN, all of which the extension needs. */
export interface StreamArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly streamName: string;
}

const STREAM_ARN_PATTERN = /^arn:(aws[a-z-]*):kinesis:([a-z0-9-]+):(\d{12}):stream\/([a-zA-Z0-9_.-]{1,128})$/;

/** @throws SettingError when the text is missing or is not a stream's ARN */
export function parseStreamArn(text: string | undefined): StreamArn {
  const match = STREAM_ARN_PATTERN.exec(text?.trim() ?? '');
  if (!match) {
    throw new SettingError(STREAM_ARN.variable, text,
      'the ARN of a Kinesis stream, such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry');
  }
  const [arn, partition, region, account, streamName] = match;
  return { arn, partition, region, account, streamName };
}

/** @throws SettingError when the value is no whole number or out of range */
export function checkInteger(setting: Omit<IntegerSetting, 'default'>, value: number, given: string = String(value)): number {
  if (!Number.isSafeInteger(value) || value < setting.min || value > setting.max) {
    throw new SettingError(setting.variable, given, `a whole number of ${setting.unit} between ${setting.min} and ${setting.max}`);
  }
  return value;
}

/** @throws SettingError when the text is no whole number or out of range */
export function parseInteger(setting: Omit<IntegerSetting, 'default'>, text: string): number {
  return checkInteger(setting, /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : NaN, text);
}

/** @throws SettingError when the text is none of the choices */
export function parseChoice<T extends string>(setting: ChoiceSetting<T>, text: string): T {
  const found = setting.choices.find((choice) => choice === text.trim().toLowerCase());
  if (found === undefined) {
    throw new SettingError(setting.variable, text, `one of ${setting.choices.join(', ')}`);
  }
  return found;
}

/** @throws SettingError when the text names nothing, or something that is none of the choices */
export function parseSet<T extends string>(setting: SetSetting<T>, text: string): T[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
  const found = setting.choices.filter((choice) => words.includes(choice));
  if (found.length === 0 || words.some((word) => !setting.choices.some((choice) => choice === word))) {
    throw new SettingError(setting.variable, text, `one or more of ${setting.choices.join(', ')}, with commas between them`);
  }
  return found;
}

/** Name characters that CloudWatch Logs allows. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP_PATTERN = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** @throws SettingError when the text is no log group's name */
export function parseLogGroup(text: string): string {
  const name = text.trim();
  if (!LOG_GROUP_PATTERN.test(name)) {
    throw new SettingError(LOG_GROUP.variable, text, 'the name of a log group: up to 512 letters, digits, and any of . - _ / #');
  }
  return name;
}

/** @throws SettingError when the format is compressed, or not, by itself */
export function checkCompression(format: RecordFormatName, compression: CompressionName): void {
  if (format === 'ndjson' || compression === 'none') return;
  throw new SettingError(COMPRESSION.variable, compression, `none with the record format ${format}, which says itself whether it is compressed`);
}

/** @throws SettingError when the format knows no such telemetry */
export function checkTypes(format: RecordFormatName, types: readonly TelemetryTypeName[]): void {
  if (format !== 'cloudwatch-logs' || types.every((type) => CLOUDWATCH_LOGS_TYPES.includes(type))) return;
  throw new SettingError(TYPES.variable, types.join(','), `${CLOUDWATCH_LOGS_TYPES.join(',')} with the record format ${format}, which knows logs only`);
}

/** What can stand in every envelope, without a reason to escape it or to ask what it means. */
const ATTRIBUTE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** @throws SettingError when a name or a value is no attribute's, or all of them together are too long */
export function checkAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const text = JSON.stringify(attributes);
  const isValid = Object.entries(attributes).every(([name, value]) => ATTRIBUTE_NAME.test(name) && typeof value === 'string');
  if (!isValid || utf8Length(text) > ATTRIBUTES.maxBytes) {
    throw new SettingError(ATTRIBUTES.variable, text, 'a JSON object of texts, whose names are up to 64 letters, digits, and any of . _ - '
      + `(a letter or _ first), and which has ${ATTRIBUTES.maxBytes} bytes at most`);
  }
  return attributes as Record<string, string>;
}

/** @throws SettingError when the text is no JSON object of attributes */
export function parseAttributes(text: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Said below, with what is allowed.
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SettingError(ATTRIBUTES.variable, text, 'a JSON object of texts');
  return checkAttributes(parsed as Record<string, unknown>);
}

/** Neither Buffer nor TextEncoder: this file imports nothing, and knows no platform. */
function utf8Length(text: string): number {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '??')).replace(/%../g, 'x').length;
}
