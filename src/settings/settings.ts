/**
 * The settings that `attachTo` writes as environment variables and the extension reads: names, defaults, units, ranges.
 *
 * The construct library uses this file to check and render props. The extension bundles it to parse and check its
 * environment variables. Therefore it must not import anything.
 */

/** A setting whose value is a whole number. */
export interface IntegerSetting {
  readonly variable: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** A setting whose value is one of a fixed list of words. */
export interface ChoiceSetting<T extends string> {
  readonly variable: string;
  readonly choices: readonly T[];
  readonly default: T;
}

/** A setting whose value is a non-empty set of words, separated by commas. */
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
export type HostName = 'native' | 'nodejs';

/** Names the invalid variable, its value, and the allowed values. */
export class SettingError extends Error {
  constructor(variable: string, given: string | undefined, allowed: string) {
    super(given === undefined
      ? `${variable} is not set: it must be ${allowed}`
      : `${variable} must be ${allowed}, got ${JSON.stringify(given)}`);
    this.name = 'SettingError';
  }
}

const MIB = 1024 * 1024;

/** The only setting without a default. The extension idles without it. */
export const STREAM_ARN = { variable: 'KINESIS_TELEMETRY_STREAM_ARN' };

/** The kill switch: `false` makes the extension idle, without a deployment of code. */
export const ENABLED: ChoiceSetting<'true' | 'false'> = {
  variable: 'KINESIS_TELEMETRY_ENABLED', choices: ['true', 'false'], default: 'true',
};

/**
 * What runs the extension: its own small program (`native`), or the function's Node.js (`nodejs`). The launcher reads it. Without it, and
 * without the program for this machine in the layer, the launcher uses `nodejs`.
 */
export const HOST: ChoiceSetting<HostName> = {
  variable: 'KINESIS_TELEMETRY_HOST', choices: ['native', 'nodejs'], default: 'native',
};

/** Telemetry types to subscribe to. See https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html */
export const TYPES: SetSetting<TelemetryTypeName> = {
  variable: 'KINESIS_TELEMETRY_TYPES',
  choices: ['platform', 'function', 'extension'],
  default: ['platform', 'function', 'extension'],
};

/** The maximum time that the Telemetry API buffers events: `buffering.timeoutMs`. */
export const BUFFERING_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', unit: 'milliseconds', min: 25, max: 30_000, default: 25,
};

/** The maximum number of bytes that the Telemetry API buffers: `buffering.maxBytes`. */
export const BUFFERING_MAX_BYTES: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', unit: 'bytes', min: 262_144, max: MIB, default: 262_144,
};

/** The maximum number of events that the Telemetry API buffers: `buffering.maxItems`. */
export const BUFFERING_MAX_ITEMS: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', unit: 'events', min: 1_000, max: 10_000, default: 1_000,
};

/**
 * The defaults of the three settings above on Lambda Managed Instances. No invocation waits for a batch there, so a short time only
 * causes more requests, and larger batches leave more time for each response: a telemetry source may drop a batch that is ready
 * before it has the response to the previous one.
 */
export const MANAGED_INSTANCES_BUFFERING = { timeoutMs: 100, maxBytes: MIB, maxItems: 10_000 };

/** The number of buffered events that starts a send while an invocation still runs. */
export const DISPATCH_THRESHOLD: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD', unit: 'events', min: 1, max: 100_000, default: 5_000,
};

/** How long an event waits before it starts a send while an invocation still runs. */
export const DISPATCH_INTERVAL: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS', unit: 'milliseconds', min: 100, max: 900_000, default: 1_000,
};

/**
 * Whether the extension holds an invocation until Kinesis has acknowledged its telemetry: always (`end-of-invocation`), never
 * (`periodic`), or only while invocations are sparse (`adaptive`).
 */
export const FLUSH_STRATEGY: ChoiceSetting<FlushStrategyName> = {
  variable: 'KINESIS_TELEMETRY_FLUSH_STRATEGY', choices: ['adaptive', 'end-of-invocation', 'periodic'], default: 'adaptive',
};

/** With the strategy `periodic`: how long an event waits before it starts a send while an invocation runs. */
export const FLUSH_INTERVAL: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_FLUSH_INTERVAL_MS', unit: 'milliseconds', min: 100, max: 900_000, default: 1_000,
};

/** The maximum time that a flush holds an invocation, even if Kinesis does not answer. */
export const FLUSH_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', unit: 'milliseconds', min: 50, max: 30_000, default: 1_000,
};

/** The maximum size of the buffered events. When the buffer is full, the oldest events are dropped and counted. */
export const BUFFER_MAX_BYTES: Omit<IntegerSetting, 'default'> = {
  variable: 'KINESIS_TELEMETRY_BUFFER_MAX_BYTES', unit: 'bytes', min: 2 * MIB, max: 1024 * MIB,
};

/** Returns the default of {@link BUFFER_MAX_BYTES}: a sixteenth of the function's memory, from 4 MiB to 64 MiB. */
export function defaultBufferMaxBytes(memorySizeMB: number): number {
  return Math.min(Math.max(memorySizeMB * MIB / 16, 4 * MIB), 64 * MIB);
}

/** How an event that is too large for a Kinesis record is handled: it is truncated and marked, or dropped. */
export const OVERSIZED_EVENTS: ChoiceSetting<OversizedEventsName> = {
  variable: 'KINESIS_TELEMETRY_OVERSIZED_EVENTS', choices: ['shorten', 'drop'], default: 'shorten',
};

/** How undelivered events are handled when the environment ends: they are counted in the log, or written to the log. */
export const UNDELIVERED_EVENTS: ChoiceSetting<UndeliveredEventsName> = {
  variable: 'KINESIS_TELEMETRY_UNDELIVERED_EVENTS', choices: ['count', 'log'], default: 'count',
};

/** The partition key of records: the environment's id, the request id, or a random key for each record. */
export const PARTITION_KEY: ChoiceSetting<PartitionKeyName> = {
  variable: 'KINESIS_TELEMETRY_PARTITION_KEY', choices: ['environment', 'request', 'random'], default: 'environment',
};

/** The format of a record's data: envelopes, one per line; the same as user records of the KPL; or a document of a CloudWatch Logs subscription. */
export const RECORD_FORMAT: ChoiceSetting<RecordFormatName> = {
  variable: 'KINESIS_TELEMETRY_RECORD_FORMAT', choices: ['ndjson', 'kpl-aggregated', 'cloudwatch-logs'], default: 'ndjson',
};

/** The compression of `ndjson` records. The other formats define their own compression. */
export const COMPRESSION: ChoiceSetting<CompressionName> = {
  variable: 'KINESIS_TELEMETRY_COMPRESSION', choices: ['none', 'gzip', 'zstd'], default: 'none',
};

/** The size up to which a record is filled, after compression. A single large event may need a larger record. */
export const RECORD_BYTES: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_RECORD_BYTES', unit: 'bytes', min: 1_024, max: 1_000_000, default: 102_400,
};

/**
 * How long a record that is not full waits for more events when other events start a send, but never longer than the dispatch
 * interval. A flush that holds an invocation or runs at shutdown does not wait.
 */
export const LINGER: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_LINGER_MS', unit: 'milliseconds', min: 0, max: 900_000, default: 100,
};

/** Fixed values for every envelope, such as the service or the team: a JSON object whose values are strings. */
export const ATTRIBUTES = { variable: 'KINESIS_TELEMETRY_ATTRIBUTES', maxBytes: 2_048 };

/** With the format `cloudwatch-logs`: the log group to write into records, if it is not `/aws/lambda/` plus the function's name. */
export const LOG_GROUP = { variable: 'KINESIS_TELEMETRY_LOG_GROUP' };

/** The URL of the HTTP proxy for calls to Kinesis. The proxy variables of the function (`HTTPS_PROXY`, …) do not apply to the extension. */
export const PROXY = { variable: 'KINESIS_TELEMETRY_PROXY' };

/** The telemetry types that the format `cloudwatch-logs` can carry. */
export const CLOUDWATCH_LOGS_TYPES: readonly TelemetryTypeName[] = ['function'];

/** The timeout for connecting to Lambda's local APIs; 0 means no timeout. Responses have no timeout: a poll can last hours. */
export const LOCAL_API_CONNECT_TIMEOUT: IntegerSetting = {
  variable: 'KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS', unit: 'milliseconds', min: 0, max: 60_000, default: 0,
};

/** The parts of a stream's ARN. The extension needs all of them. */
export interface StreamArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly streamName: string;
}

export const STREAM_ARN_PATTERN = /^arn:(aws[a-z-]*):kinesis:([a-z0-9-]+):(\d{12}):stream\/([a-zA-Z0-9_.-]{1,128})$/;

/** @throws SettingError when the text is missing or is not the ARN of a stream */
export function parseStreamArn(text: string | undefined): StreamArn {
  const match = STREAM_ARN_PATTERN.exec(text?.trim() ?? '');
  if (!match) {
    throw new SettingError(STREAM_ARN.variable, text,
      'the ARN of a Kinesis stream, such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry');
  }
  const [arn, partition, region, account, streamName] = match;
  return { arn, partition, region, account, streamName };
}

/** @throws SettingError when the value is not a whole number or is out of range */
export function checkInteger(setting: Omit<IntegerSetting, 'default'>, value: number, given: string = String(value)): number {
  if (!Number.isSafeInteger(value) || value < setting.min || value > setting.max) {
    throw new SettingError(setting.variable, given, `a whole number of ${setting.unit} between ${setting.min} and ${setting.max}`);
  }
  return value;
}

/** @throws SettingError when the text is not a whole number or is out of range */
export function parseInteger(setting: Omit<IntegerSetting, 'default'>, text: string): number {
  return checkInteger(setting, /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : NaN, text);
}

/** @throws SettingError when the text is not one of the choices */
export function parseChoice<T extends string>(setting: ChoiceSetting<T>, text: string): T {
  const found = setting.choices.find((choice) => choice === text.trim().toLowerCase());
  if (found === undefined) {
    throw new SettingError(setting.variable, text, `one of ${setting.choices.join(', ')}`);
  }
  return found;
}

/** @throws SettingError when the text is empty, or contains a word that is not one of the choices */
export function parseSet<T extends string>(setting: SetSetting<T>, text: string): T[] {
  const words = text.split(',').map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
  const found = setting.choices.filter((choice) => words.includes(choice));
  if (found.length === 0 || words.some((word) => !setting.choices.some((choice) => choice === word))) {
    throw new SettingError(setting.variable, text, `one or more of ${setting.choices.join(', ')}, separated by commas`);
  }
  return found;
}

/** The names that CloudWatch Logs allows. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP_PATTERN = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** @throws SettingError when the text is not the name of a log group */
export function parseLogGroup(text: string): string {
  const name = text.trim();
  if (!LOG_GROUP_PATTERN.test(name)) {
    throw new SettingError(LOG_GROUP.variable, text, 'the name of a log group: up to 512 letters, digits, and any of . - _ / #');
  }
  return name;
}

const PROXY_PATTERN = /^http:\/\/(?:[^/@\s]+@)?(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\/?$/i;

/** @throws SettingError when the text is not the URL of a proxy. The error does not show a password */
export function parseProxy(text: string): string {
  const url = text.trim();
  if (!PROXY_PATTERN.test(url)) {
    throw new SettingError(PROXY.variable, url.replace(/\/\/.*@/, '//…@'), 'the URL of an HTTP proxy, such as http://proxy.example.com:3128 or http://user:password@10.0.0.1:3128');
  }
  return url.replace(/\/$/, '');
}

/** @throws SettingError when the format defines its own compression */
export function checkCompression(format: RecordFormatName, compression: CompressionName): void {
  if (format === 'ndjson' || compression === 'none') return;
  throw new SettingError(COMPRESSION.variable, compression, `none with the record format ${format}, which defines its own compression`);
}

/** @throws SettingError when the format cannot carry one of the types */
export function checkTypes(format: RecordFormatName, types: readonly TelemetryTypeName[]): void {
  if (format !== 'cloudwatch-logs' || types.every((type) => CLOUDWATCH_LOGS_TYPES.includes(type))) return;
  throw new SettingError(TYPES.variable, types.join(','), `${CLOUDWATCH_LOGS_TYPES.join(',')} with the record format ${format}, which carries only function logs`);
}

/** Names that need no escaping. */
const ATTRIBUTE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** @throws SettingError when a name is invalid, a value is not a string, or the attributes are too long in total */
export function checkAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const text = JSON.stringify(attributes);
  const isValid = Object.entries(attributes).every(([name, value]) => ATTRIBUTE_NAME.test(name) && typeof value === 'string');
  if (!isValid || utf8Length(text) > ATTRIBUTES.maxBytes) {
    throw new SettingError(ATTRIBUTES.variable, text, `a JSON object with string values, at most ${ATTRIBUTES.maxBytes} bytes long, `
      + 'whose names have up to 64 letters, digits, and characters of . _ - and start with a letter or _');
  }
  return attributes as Record<string, string>;
}

/** @throws SettingError when the text is no JSON object of attributes */
export function parseAttributes(text: string): Record<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The check below throws an error that names the allowed values.
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SettingError(ATTRIBUTES.variable, text, 'a JSON object with string values');
  return checkAttributes(parsed as Record<string, unknown>);
}

/** Does not use Buffer or TextEncoder: this file imports nothing and must run on every platform. */
function utf8Length(text: string): number {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '??')).replace(/%../g, 'x').length;
}
