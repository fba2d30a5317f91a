import type { FilterSettings } from '../../src/settings/selection/filter-settings';
import type { MaskSettings } from '../../src/settings/selection/mask-settings';
import type { SamplingSettings } from '../../src/settings/selection/sampling-settings';
import { FILTER, MASK, SAMPLING } from '../../src/settings/selection/variables';
import * as shared from '../../src/settings/settings';

/** The extension's settings, read from its environment variables. */
export interface Settings {
  readonly enabled: boolean;
  readonly stream: shared.StreamArn;
  readonly types: readonly shared.TelemetryTypeName[];
  readonly buffering: { readonly timeoutMs: number; readonly maxBytes: number; readonly maxItems: number };
  /** events */
  readonly dispatchThreshold: number;
  readonly dispatchIntervalMs: number;
  readonly flushTimeoutMs: number;
  readonly flushStrategy: shared.FlushStrategyName;
  readonly oversizedEvents: shared.OversizedEventsName;
  readonly undeliveredEvents: shared.UndeliveredEventsName;
  readonly bufferMaxBytes: number;
  readonly partitionKey: shared.PartitionKeyName;
  readonly recordFormat: shared.RecordFormatName;
  readonly compression: shared.CompressionName;
  readonly recordBytes: number;
  readonly lingerMs: number;
  /** Fixed fields of every envelope. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Undefined for the log group that Lambda creates for the function. */
  readonly logGroup?: string;
  /** The URL of the HTTP proxy for calls to Kinesis. */
  readonly proxy?: string;
  /** 0 for no timeout. */
  readonly localApiConnectTimeoutMs: number;
  /** What is left out. Undefined if nothing is. */
  readonly filter?: FilterSettings;
  /** What is masked. Undefined if nothing is. */
  readonly mask?: MaskSettings;
  /** Which requests are kept. Undefined if all are. */
  readonly sampling?: SamplingSettings;
}

/** The parsers of the variables that choose what is sent: `selection-parsers.ts`. */
export interface SelectionParsers {
  parseFilter(text: string): FilterSettings | undefined;
  parseMask(text: string): MaskSettings | undefined;
  parseSampling(text: string): SamplingSettings | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An empty value counts as not set, because consoles and templates leave empty strings behind. */
function read(env: Environment, variable: string): string | undefined {
  const text = env[variable];
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** Whether the kill switch is on. An invalid value does not switch the extension off; {@link readSettings} rejects it. */
export function isDisabled(env: Environment): boolean {
  return read(env, shared.ENABLED.variable)?.trim().toLowerCase() === 'false';
}

/** Whether a variable is set that {@link readSettings} can read only with {@link SelectionParsers}. */
export function hasSelection(env: Environment): boolean {
  return [FILTER, MASK, SAMPLING].some(({ variable }) => read(env, variable) !== undefined);
}

/** The properties of the execution environment on which defaults depend. */
export interface SettingsContext {
  readonly memorySizeMB: number;
  readonly isManagedInstance: boolean;
}

/**
 * Reads and checks every setting.
 *
 * @throws Error that lists all problems, so that one deployment can fix them
 */
export function readSettings(env: Environment, { memorySizeMB, isManagedInstance }: SettingsContext, parsers?: SelectionParsers): Settings {
  const problems: string[] = [];
  const attempt = <T>(fallback: T, parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      problems.push((error as Error).message);
      return fallback;
    }
  };
  const integer = (setting: Omit<shared.IntegerSetting, 'default'>, fallback: number): number => {
    const text = read(env, setting.variable);
    return text === undefined ? fallback : attempt(fallback, () => shared.parseInteger(setting, text));
  };
  const choice = <T extends string>(setting: shared.ChoiceSetting<T>): T => {
    const text = read(env, setting.variable);
    return text === undefined ? setting.default : attempt(setting.default, () => shared.parseChoice(setting, text));
  };
  const selection = <T>({ variable }: { readonly variable: string }, parse: ((text: string) => T | undefined) | undefined): T | undefined => {
    const text = read(env, variable);
    return text === undefined || parse === undefined ? undefined : attempt(undefined, () => parse(text));
  };

  const types = read(env, shared.TYPES.variable);
  const flushStrategy = choice(shared.FLUSH_STRATEGY);
  const flushIntervalMs = integer(shared.FLUSH_INTERVAL, shared.FLUSH_INTERVAL.default);
  const dispatchIntervalMs = integer(shared.DISPATCH_INTERVAL, shared.DISPATCH_INTERVAL.default);
  const effectiveDispatchIntervalMs = flushStrategy === 'periodic' ? flushIntervalMs : dispatchIntervalMs;
  const recordFormat = choice(shared.RECORD_FORMAT);
  const compression = choice(shared.COMPRESSION);
  attempt(undefined, () => shared.checkCompression(recordFormat, compression));
  const defaultTypes = recordFormat === 'cloudwatch-logs' ? shared.CLOUDWATCH_LOGS_TYPES : shared.TYPES.default;
  const attributes = read(env, shared.ATTRIBUTES.variable);
  const logGroup = read(env, shared.LOG_GROUP.variable);
  const proxy = read(env, shared.PROXY.variable);
  const nowhere: shared.StreamArn = { arn: '', partition: '', region: '', account: '', streamName: '' };
  const buffering = isManagedInstance ? shared.MANAGED_INSTANCES_BUFFERING : {
    timeoutMs: shared.BUFFERING_TIMEOUT.default, maxBytes: shared.BUFFERING_MAX_BYTES.default, maxItems: shared.BUFFERING_MAX_ITEMS.default,
  };
  const settings: Settings = {
    stream: attempt(nowhere, () => shared.parseStreamArn(read(env, shared.STREAM_ARN.variable))),
    enabled: choice(shared.ENABLED) === 'true',
    types: types === undefined ? defaultTypes : attempt(defaultTypes, () => {
      const parsed = shared.parseSet(shared.TYPES, types);
      shared.checkTypes(recordFormat, parsed);
      return parsed;
    }),
    buffering: {
      timeoutMs: integer(shared.BUFFERING_TIMEOUT, buffering.timeoutMs),
      maxBytes: integer(shared.BUFFERING_MAX_BYTES, buffering.maxBytes),
      maxItems: integer(shared.BUFFERING_MAX_ITEMS, buffering.maxItems),
    },
    dispatchThreshold: integer(shared.DISPATCH_THRESHOLD, shared.DISPATCH_THRESHOLD.default),
    dispatchIntervalMs: effectiveDispatchIntervalMs,
    flushTimeoutMs: integer(shared.FLUSH_TIMEOUT, shared.FLUSH_TIMEOUT.default),
    flushStrategy,
    oversizedEvents: choice(shared.OVERSIZED_EVENTS),
    undeliveredEvents: choice(shared.UNDELIVERED_EVENTS),
    bufferMaxBytes: integer(shared.BUFFER_MAX_BYTES, shared.defaultBufferMaxBytes(memorySizeMB)),
    partitionKey: choice(shared.PARTITION_KEY),
    recordFormat,
    compression,
    recordBytes: integer(shared.RECORD_BYTES, shared.RECORD_BYTES.default),
    lingerMs: Math.min(integer(shared.LINGER, shared.LINGER.default), effectiveDispatchIntervalMs),
    attributes: attributes === undefined ? {} : attempt({}, () => shared.parseAttributes(attributes)),
    logGroup: logGroup === undefined ? undefined : attempt('', () => shared.parseLogGroup(logGroup)),
    proxy: proxy === undefined ? undefined : attempt('', () => shared.parseProxy(proxy)),
    localApiConnectTimeoutMs: integer(shared.LOCAL_API_CONNECT_TIMEOUT, shared.LOCAL_API_CONNECT_TIMEOUT.default),
    filter: selection(FILTER, parsers?.parseFilter),
    mask: selection(MASK, parsers?.parseMask),
    sampling: selection(SAMPLING, parsers?.parseSampling),
  };
  attempt(undefined, () => checkSamplingBuffer(settings));
  if (problems.length > 0) throw new Error(problems.join('; '));
  return settings;
}

/** Undecided events are a part of the buffered events. */
function checkSamplingBuffer({ sampling, bufferMaxBytes }: Settings): void {
  if ((sampling?.bufferMaxBytes ?? 0) <= bufferMaxBytes) return;
  throw new Error(`${SAMPLING.variable}.bufferMaxBytes must not exceed ${shared.BUFFER_MAX_BYTES.variable} (${bufferMaxBytes}), got ${sampling!.bufferMaxBytes}`);
}
