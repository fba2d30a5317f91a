import { Duration, Size, Token, Tokenization } from 'aws-cdk-lib';
import { FILTER, MASK, SAMPLING } from './selection/variables';
import { checkSamplingBuffer, renderFilter, renderMask, renderSampling } from './selection-props/render-selection';
import * as settings from './settings';
import { TelemetrySettings } from './telemetry-settings';

type NumberRange = Omit<settings.IntegerSetting, 'default'>;

/**
 * Returns the environment variables of the settings that were given. Settings without a value get no variable, and the default host gets none
 * either: images and layers that are older than the setting do not know it.
 *
 * @throws when a value is out of range; the message names the prop, the variable, the given value and the allowed values
 */
export function renderSettings(given: TelemetrySettings): Record<string, string> {
  const { telemetryTypes, buffering, flushStrategy, extensionHost, enabled } = given;
  const rendered: [variable: string, value: string | undefined][] = [
    [settings.TYPES.variable, checked('telemetryTypes', telemetryTypes,
      (types) => settings.parseSet(settings.TYPES, types.join(',')).join(','))],
    [FILTER.variable, checked('filter', given.filter, renderFilter)],
    [MASK.variable, checked('mask', given.mask, renderMask)],
    [SAMPLING.variable, checked('sampling', given.sampling, renderSampling)],
    [settings.BUFFERING_TIMEOUT.variable, duration('buffering.timeout', buffering?.timeout, settings.BUFFERING_TIMEOUT)],
    [settings.BUFFERING_MAX_BYTES.variable, size('buffering.maxSize', buffering?.maxSize, settings.BUFFERING_MAX_BYTES)],
    [settings.BUFFERING_MAX_ITEMS.variable, count('buffering.maxItems', buffering?.maxItems, settings.BUFFERING_MAX_ITEMS)],
    [settings.DISPATCH_THRESHOLD.variable, count('dispatchThreshold', given.dispatchThreshold, settings.DISPATCH_THRESHOLD)],
    [settings.DISPATCH_INTERVAL.variable, duration('dispatchInterval', given.dispatchInterval, settings.DISPATCH_INTERVAL)],
    [settings.FLUSH_STRATEGY.variable, choice('flushStrategy', flushStrategy, settings.FLUSH_STRATEGY)],
    [settings.FLUSH_INTERVAL.variable, duration('flushStrategy.interval', flushStrategy?.interval, settings.FLUSH_INTERVAL)],
    [settings.FLUSH_TIMEOUT.variable, duration('flushTimeout', given.flushTimeout, settings.FLUSH_TIMEOUT)],
    [settings.BUFFER_MAX_BYTES.variable, size('bufferMaxSize', given.bufferMaxSize, settings.BUFFER_MAX_BYTES)],
    [settings.OVERSIZED_EVENTS.variable, choice('oversizedEvents', given.oversizedEvents, settings.OVERSIZED_EVENTS)],
    [settings.UNDELIVERED_EVENTS.variable, choice('undeliveredEvents', given.undeliveredEvents, settings.UNDELIVERED_EVENTS)],
    [settings.PARTITION_KEY.variable, choice('partitionKey', given.partitionKey, settings.PARTITION_KEY)],
    [settings.RECORD_FORMAT.variable, choice('recordFormat', given.recordFormat, settings.RECORD_FORMAT)],
    [settings.COMPRESSION.variable, choice('compression', given.compression, settings.COMPRESSION)],
    [settings.RECORD_BYTES.variable, size('recordSize', given.recordSize, settings.RECORD_BYTES)],
    [settings.LINGER.variable, duration('linger', given.linger, settings.LINGER)],
    [settings.ATTRIBUTES.variable, checked('attributes', given.attributes, attributesText)],
    [settings.LOCAL_API_CONNECT_TIMEOUT.variable,
      duration('localApiConnectTimeout', given.localApiConnectTimeout, settings.LOCAL_API_CONNECT_TIMEOUT)],
    [settings.PROXY.variable, checked('proxy', given.proxy, (url) => Token.isUnresolved(url) ? url : settings.parseProxy(url))],
    [settings.HOST.variable, extensionHost?.value === settings.HOST.default ? undefined : choice('extensionHost', extensionHost, settings.HOST)],
    [settings.ENABLED.variable, enabled === undefined ? undefined : String(enabled)],
  ];
  checkTogether(given);
  return Object.fromEntries(rendered.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Checks combinations: values that are valid on their own can be invalid together. */
function checkTogether(given: TelemetrySettings): void {
  const { recordFormat, compression, telemetryTypes } = given;
  checkIntervals(given);
  checkLinger(given);
  checkSamplingBuffer(given.sampling, given.bufferMaxSize);
  const format = settings.parseChoice(settings.RECORD_FORMAT, recordFormat?.value ?? settings.RECORD_FORMAT.default);
  checked('compression', compression, ({ value }) => settings.checkCompression(format, settings.parseChoice(settings.COMPRESSION, value)));
  checked('telemetryTypes', telemetryTypes, (types) => settings.checkTypes(format, settings.parseSet(settings.TYPES, types.join(','))));
}

function checkIntervals({ dispatchInterval, flushStrategy }: TelemetrySettings): void {
  if (dispatchInterval === undefined || flushStrategy?.interval === undefined) return;
  throw new Error('dispatchInterval cannot be given together with FlushStrategy.periodic, whose interval replaces it '
    + `(got ${dispatchInterval.toHumanString()} and ${flushStrategy.interval.toHumanString()}). Remove dispatchInterval`);
}

/** A shorter interval would end the wait before. Tokens are not checked. */
function checkLinger({ linger, dispatchInterval, flushStrategy }: TelemetrySettings): void {
  const [interval, name] = flushStrategy?.interval ? [flushStrategy.interval, 'the interval of FlushStrategy.periodic'] : [dispatchInterval, 'dispatchInterval'];
  if (linger === undefined || linger.isUnresolved() || interval?.isUnresolved()) return;
  const intervalMs = interval?.toMilliseconds() ?? settings.DISPATCH_INTERVAL.default;
  if (linger.toMilliseconds() <= intervalMs) return;
  throw new Error(`linger must not be longer than ${name} (${intervalMs} ms), got ${linger.toMilliseconds()} ms. Reduce linger, or increase the other`);
}

function choice(prop: string, value: { readonly value: string } | undefined, setting: settings.ChoiceSetting<string>): string | undefined {
  return checked(prop, value, (given) => settings.parseChoice(setting, given.value));
}

function duration(prop: string, value: Duration | undefined, setting: NumberRange): string | undefined {
  return checked(prop, value, (given) => integer(setting, given.toMilliseconds()));
}

function size(prop: string, value: Size | undefined, setting: NumberRange): string | undefined {
  return checked(prop, value, (given) => integer(setting, given.toBytes()));
}

function count(prop: string, value: number | undefined, setting: NumberRange): string | undefined {
  return checked(prop, value, (given) => integer(setting, given));
}

/** Sorts by name: maps of Java and Go have no stable order, and a changed order would cause a deployment. No attributes: no variable. */
function attributesText(attributes: Record<string, string>): string | undefined {
  const byName = Object.entries(settings.checkAttributes(attributes)).sort(([a], [b]) => a < b ? -1 : 1);
  return byName.length === 0 ? undefined : JSON.stringify(Object.fromEntries(byName));
}

/** A token has no value at synth time. The extension checks the value when it starts. */
function integer(setting: NumberRange, value: number): string {
  return Token.isUnresolved(value) ? Tokenization.stringifyNumber(value) : String(settings.checkInteger(setting, value));
}

/** Adds the prop's name to the error: the check itself only knows the variable. */
function checked<T, R>(prop: string, value: T | undefined, render: (given: T) => R): R | undefined {
  if (value === undefined) return undefined;
  try {
    return render(value);
  } catch (cause) {
    throw new Error(`${prop}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
