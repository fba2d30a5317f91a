import { Size, Token } from 'aws-cdk-lib';
import { KeepRequests } from './keep-requests';
import { TelemetryFilter } from './telemetry-filter';
import { TelemetryMask } from './telemetry-mask';
import { TelemetrySampling } from './telemetry-sampling';
import { parseFilter } from '../selection/filter-settings';
import { parseMask } from '../selection/mask-settings';
import { parseSampling } from '../selection/sampling-settings';

/** @throws when the filter is invalid; the message names the member */
export function renderFilter({ minLevel, omitTypes, rules }: TelemetryFilter): string | undefined {
  return rendered({ minLevel, omitTypes: omitTypes?.map(({ value }) => value), rules: rules?.map((rule) => rule._render()) }, parseFilter);
}

/** @throws when the mask is invalid; the message names the member */
export function renderMask({ builtIns, fields, patterns, replacement }: TelemetryMask): string | undefined {
  const named = patterns?.map((each) => ({ name: each.name, pattern: each.pattern, replacement: each.replacement }));
  return rendered({ builtIns: builtIns?.map(({ value }) => value), fields, patterns: named, replacement }, parseMask);
}

/** @throws when the sampling is invalid; the message names the member */
export function renderSampling({ keep, share, by, bufferMaxSize, whenFull, onlyBelow, keepPlatformEvents }: TelemetrySampling): string | undefined {
  const reasons = (keep ?? []).map((each) => each._reason());
  const keeps = keep && reasons.flatMap(({ reason }) => reason === undefined ? [] : [reason]);
  return rendered({
    keep: keeps,
    slowerThanMs: atMostOne(reasons.flatMap(({ duration }) => duration === undefined ? [] : [known('keep', duration).toMilliseconds()]), 'slowerThan'),
    minLevel: atMostOne(reasons.flatMap(({ level }) => level === undefined ? [] : [level]), 'loggedAtLeast'),
    share,
    by: by?.value,
    bufferMaxBytes: bufferMaxSize && known('bufferMaxSize', bufferMaxSize).toBytes(),
    whenFull: whenFull?.value,
    onlyBelow,
    keepPlatformEvents,
  }, parseSampling);
}

/** @throws when undecided events have more room than all buffered events. Tokens are not checked */
export function checkSamplingBuffer(sampling: TelemetrySampling | undefined, bufferMaxSize: Size | undefined): void {
  if (!sampling?.bufferMaxSize || !bufferMaxSize || bufferMaxSize.isUnresolved()) return;
  const [part, whole] = [sampling.bufferMaxSize.toBytes(), bufferMaxSize.toBytes()];
  if (part > whole) throw new Error(`sampling.bufferMaxSize must not exceed bufferMaxSize (${whole} bytes), of which it is a part, got ${part} bytes`);
}

/** The same code checks the text at synth and in the extension. What does nothing gets no variable. */
function rendered(members: Readonly<Record<string, unknown>>, parse: (text: string) => unknown): string | undefined {
  const text = JSON.stringify(members);
  if (Token.isUnresolved(text) || /#\{Token\[/.test(text) || Object.values(members).some((value) => typeof value === 'number' && Token.isUnresolved(value))) {
    throw new Error('must not contain tokens: patterns and numbers are checked at synth time. Give values that are known then');
  }
  return parse(text) === undefined ? undefined : text;
}

function known<T extends { isUnresolved(): boolean }>(member: string, value: T): T {
  if (value.isUnresolved()) throw new Error(`${member} must be known at synth time, got a token`);
  return value;
}

function atMostOne<T>(values: readonly T[], method: Exclude<keyof typeof KeepRequests, 'prototype'>): T | undefined {
  if (values.length > 1) throw new Error(`keep must contain KeepRequests.${method} at most once, got ${values.join(' and ')}`);
  return values.at(0);
}
