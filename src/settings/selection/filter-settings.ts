import { JsonReader, shown } from './json-reader';
import { LevelName, LEVELS } from './levels';
import { NamedPatterns } from './named-patterns';
import { Assertion } from './pattern-node';
import { FILTER } from './variables';

/** What is left out of the stream. */
export interface FilterSettings {
  /** `function` events below it are omitted. An event whose level is not known is kept. */
  readonly minLevel?: LevelName;
  /** The types of platform events that are omitted. */
  readonly omitTypes: readonly string[];
  /** Their order is the order in which they are asked. */
  readonly rules: readonly FilterRuleSettings[];
}

export interface FilterRuleSettings {
  readonly name: string;
  /** A pattern: events whose record it matches are omitted. Each rule has either this or `includeOnly`. */
  readonly exclude?: string;
  /** A pattern: events whose record neither it nor another `includeOnly` matches are omitted. */
  readonly includeOnly?: string;
  /** The types of events that the rule looks at. */
  readonly types: readonly string[];
}

/** Under these names the extension counts what other parts of the filter omit. */
export const FILTER_REASONS = { minLevel: 'min-level', types: 'types', includeOnly: 'include-only' } as const;

const PLATFORM_EVENT = /^platform\.[A-Za-z]{1,64}$/;

/** It says that Lambda itself lost events. Without it, a stream would look complete that is not. */
const ALWAYS_SENT = 'platform.logsDropped';

/** They tell of each invocation that it ran, how it ended and what it cost. A pattern for other things must not drop them by accident. */
const NEVER_BY_PATTERN: readonly string[] = ['platform.start', 'platform.runtimeDone', 'platform.report', ALWAYS_SENT];

/**
 * Parses the variable {@link FILTER}.
 *
 * @returns undefined if there is nothing to do
 * @throws SelectionError
 */
export function parseFilter(text: string): FilterSettings | undefined {
  const reader = JsonReader.of(FILTER.variable, text);
  const minLevel = reader.choice('minLevel', LEVELS);
  const omitTypes = reader.texts('omitTypes', 'types of platform events, such as platform.initReport', (type) => PLATFORM_EVENT.test(type)) ?? [];
  if (omitTypes.includes(ALWAYS_SENT)) throw reader.error('omitTypes', `must not contain ${ALWAYS_SENT}, which says that Lambda lost events`);
  const patterns = new NamedPatterns(Object.values(FILTER_REASONS));
  const rules = reader.objects('rules', (rule) => parseRule(rule, patterns));
  reader.end();
  return minLevel === undefined && omitTypes.length + rules.length === 0 ? undefined : { minLevel, omitTypes, rules };
}

function parseRule(rule: JsonReader, patterns: NamedPatterns): FilterRuleSettings {
  const name = patterns.nameOf(rule);
  const isAt = (...places: Assertion[]) => (what: Assertion) => places.includes(what) || what.endsWith('word-boundary');
  // A pattern such as ^\s*$ is all right: it matches nothing only where the text is empty.
  const everywhere = [isAt('start', 'line-start'), isAt('end', 'line-end')];
  const exclude = patterns.patternOf(rule, 'exclude', ...everywhere);
  const includeOnly = patterns.patternOf(rule, 'includeOnly', ...everywhere);
  if ((exclude === undefined) === (includeOnly === undefined)) throw rule.error('exclude', 'or includeOnly must be given, and not both');
  const types = rule.texts('types', 'function, extension, and types of platform events', isType) ?? ['function'];
  const untouchable = types.find((type) => NEVER_BY_PATTERN.includes(type));
  if (untouchable) throw rule.error('types', `must not contain ${untouchable}, which no pattern may omit: use omitTypes, or sampling for whole requests`);
  if (types.length === 0) throw rule.error('types', `must not be empty, got ${shown(types)}`);
  return { name, exclude, includeOnly, types };
}

function isType(type: string): boolean {
  return type === 'function' || type === 'extension' || PLATFORM_EVENT.test(type);
}
