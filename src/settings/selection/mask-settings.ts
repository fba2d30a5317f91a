import { JsonReader } from './json-reader';
import { NamedPatterns } from './named-patterns';
import { MASK } from './variables';

export type MaskBuiltInName = 'email' | 'payment-card' | 'aws-access-key' | 'jwt' | 'ipv4' | 'bearer-token';

export const MASK_BUILT_INS: readonly MaskBuiltInName[] = ['email', 'payment-card', 'aws-access-key', 'jwt', 'ipv4', 'bearer-token'];

/** What is replaced in the records of `function` and `extension` events. */
export interface MaskSettings {
  readonly builtIns: readonly MaskBuiltInName[];
  /** Names of fields in JSON, at any depth, in any case: their values are replaced. */
  readonly fields: readonly string[];
  readonly patterns: readonly MaskPatternSettings[];
  /** Written in place of what is masked. */
  readonly replacement: string;
}

export interface MaskPatternSettings {
  readonly name: string;
  readonly pattern: string;
  /** Written as it is: `$1` has no meaning. */
  readonly replacement: string;
}

export const DEFAULT_REPLACEMENT = '***';

/** Under these names the extension counts what is no pattern: masked fields, and events that could not be masked. */
export const MASK_REASONS = { fields: 'fields', failed: 'failed' } as const;

const MAX_REPLACEMENT_LENGTH = 100;
const MAX_FIELD_LENGTH = 128;
/** Half of a surrogate pair, which UTF-8 cannot contain. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Parses the variable {@link MASK}.
 *
 * @returns undefined if there is nothing to do
 * @throws SelectionError
 */
export function parseMask(text: string): MaskSettings | undefined {
  const reader = JsonReader.of(MASK.variable, text);
  const builtIns = reader.choices('builtIns', MASK_BUILT_INS) ?? [];
  const fields = reader.texts('fields', `names of 1 to ${MAX_FIELD_LENGTH} characters`, isFieldName) ?? [];
  const replacement = replacementOf(reader) ?? DEFAULT_REPLACEMENT;
  const names = new NamedPatterns([...Object.values(MASK_REASONS), ...MASK_BUILT_INS]);
  const patterns = reader.objects('patterns', (each) => parsePatternOf(each, names, replacement));
  reader.end();
  return builtIns.length + fields.length + patterns.length === 0 ? undefined : { builtIns, fields, patterns, replacement };
}

function parsePatternOf(reader: JsonReader, names: NamedPatterns, replacement: string): MaskPatternSettings {
  const name = names.nameOf(reader);
  const pattern = names.patternOf(reader, 'pattern', () => true);
  if (pattern === undefined) throw reader.error('pattern', 'is missing: give a pattern of what to mask');
  return { name, pattern, replacement: replacementOf(reader) ?? replacement };
}

function replacementOf(reader: JsonReader): string | undefined {
  const replacement = reader.text('replacement');
  if (replacement !== undefined && (replacement.length > MAX_REPLACEMENT_LENGTH || LONE_SURROGATE.test(replacement))) {
    throw reader.error('replacement', `must be a text of at most ${MAX_REPLACEMENT_LENGTH} characters`);
  }
  return replacement;
}

function isFieldName(name: string): boolean {
  return name !== '' && name.length <= MAX_FIELD_LENGTH && !LONE_SURROGATE.test(name);
}
