import { LEVEL_WORDS } from './level-words';
import { FILTER_REASONS } from '../../../src/settings/selection/filter-settings';
import { LEVELS } from '../../../src/settings/selection/levels';
import { MASK_BUILT_INS, MASK_REASONS } from '../../../src/settings/selection/mask-settings';
import type { MaskSettings } from '../../../src/settings/selection/mask-settings';
import { parsePattern } from '../../../src/settings/selection/pattern';
import { sizeOf } from '../../../src/settings/selection/pattern-node';
import type { PatternNode } from '../../../src/settings/selection/pattern-node';
import type { ScreenRules } from '../screen';

/** JSON in strings of JSON is read this deep. A string of the record is level 1. */
export const MAX_LEVEL = 4;

/** A pattern is not matched against a text if its size times the bytes of the text is more: even a lazy DFA may need so many steps. */
export const MAX_WORK = 200_000_000;

/**
 * One call to `examine` may take so much processor time. What is left then is not matched against patterns: a filter keeps it, a mask replaces
 * the record in which it happens. It is not the time of a clock, because Lambda may freeze the process, or give it a small share of a processor.
 */
export const LIMIT_MS = 250;

/** What a record has needed of memory is kept for the next one, up to this: a larger record is rare. */
export const MOST_SCRATCH_BYTES = 64 * 1024;

/** The numbers of the filter's rules that have no pattern. The others follow, in their order. */
export const OMITS = { minLevel: 0, types: 1, includeOnly: 2, firstRule: 3 } as const;

/** The numbers of the mask's rules. The built-ins have the order of `MASK_BUILT_INS`. */
const FIRST_BUILT_IN = 1;
const FIELDS = FIRST_BUILT_IN + MASK_BUILT_INS.length;
export const MASKS = { failed: 0, firstBuiltIn: FIRST_BUILT_IN, fields: FIELDS, firstPattern: FIELDS + 1 } as const;

/** What both hosts work by: rules without defaults, names or choices left. */
export interface ScreenPlan {
  readonly levels: boolean;
  /** Words for levels, in lower case, and the number of each. */
  readonly levelWords: readonly string[];
  readonly levelNumbers: readonly number[];
  /** 0 for none. */
  readonly minLevel: number;
  readonly omitTypes: readonly string[];
  readonly filters: readonly PlannedFilter[];
  readonly mask: PlannedMask | undefined;
  readonly filterNames: readonly string[];
  readonly maskNames: readonly string[];
}

export interface PlannedFilter {
  /** Whether what matches is left out; otherwise what matches no such rule is. */
  readonly excludes: boolean;
  readonly types: readonly string[];
  readonly pattern: PatternNode;
  readonly size: number;
}

export interface PlannedMask {
  /** Positions in `MASK_BUILT_INS`, each once. */
  readonly builtIns: readonly number[];
  /** In lower case, as far as they are ASCII. */
  readonly fields: readonly string[];
  readonly patterns: readonly PatternNode[];
  readonly sizes: readonly number[];
  /** Whether a pattern has an anchor: then it may match in a string what it does not match in the whole record. */
  readonly anchored: boolean;
  /** For the default, and for each pattern: see {@link replacementsOf}. */
  readonly replacements: ReadonlyArray<readonly string[]>;
}

export function planScreen({ filter, mask, levels }: ScreenRules): ScreenPlan {
  const words = LEVELS.flatMap((level, index) => LEVEL_WORDS[level].map((word) => ({ word, number: index + 1 })));
  return {
    levels,
    levelWords: words.map(({ word }) => word),
    levelNumbers: words.map(({ number }) => number),
    minLevel: filter?.minLevel === undefined ? 0 : LEVELS.indexOf(filter.minLevel) + 1,
    omitTypes: filter?.omitTypes ?? [],
    filters: (filter?.rules ?? []).map(({ exclude, includeOnly, types }) => {
      const pattern = parsePattern(exclude ?? includeOnly ?? '');
      return { excludes: exclude !== undefined, types, pattern, size: sizeOf(pattern) };
    }),
    mask: mask && planMask(mask),
    filterNames: [FILTER_REASONS.minLevel, FILTER_REASONS.types, FILTER_REASONS.includeOnly, ...(filter?.rules ?? []).map(({ name }) => name)],
    maskNames: [MASK_REASONS.failed, ...MASK_BUILT_INS, MASK_REASONS.fields, ...(mask?.patterns ?? []).map(({ name }) => name)],
  };
}

function planMask({ builtIns, fields, patterns, replacement }: MaskSettings): PlannedMask {
  const trees = patterns.map(({ pattern }) => parsePattern(pattern));
  return {
    builtIns: MASK_BUILT_INS.flatMap((name, index) => builtIns.includes(name) ? [index] : []),
    fields: fields.map((field) => field.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
    patterns: trees,
    sizes: trees.map(sizeOf),
    anchored: trees.some(isAnchored),
    replacements: [replacement, ...patterns.map((pattern) => pattern.replacement)].map(replacementsOf),
  };
}

/** The replacement as a value of JSON; then, for each level, as text in a string of that level, and as a value there. */
function replacementsOf(replacement: string): string[] {
  const variants = [JSON.stringify(replacement)];
  let text = replacement;
  let value = variants[0];
  for (let level = 1; level <= MAX_LEVEL; level++) {
    text = inString(text);
    value = inString(value);
    variants.push(text, value);
  }
  return variants;
}

function inString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Word boundaries are none: at the end of a string there is a quote, as in the whole. */
function isAnchored(node: PatternNode): boolean {
  switch (node.kind) {
    case 'assert': return !node.what.endsWith('word-boundary');
    case 'repeat': return isAnchored(node.node);
    case 'sequence': case 'alternatives': return node.nodes.some(isAnchored);
    default: return false;
  }
}
