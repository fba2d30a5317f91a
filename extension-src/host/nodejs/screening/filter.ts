import type { Patterns } from './patterns';
import { Plain } from './plain';
import { hasEscape, QUOTE } from './text';
import { MAX_WORK, MOST_SCRATCH_BYTES, OMITS } from '../../screening/plan';
import type { PlannedFilter } from '../../screening/plan';

/** Leaves out records by patterns. */
export class Filter {
  private readonly plain = new Plain();

  constructor(private readonly rules: readonly PlannedFilter[], private readonly patterns: Patterns) {}

  /** The rules that hold for events of this type. */
  rulesFor(type: string): number[] {
    return this.rules.flatMap(({ types }, rule) => types.includes(type) ? [rule] : []);
  }

  /**
   * The rule that leaves this record out. What cannot be examined stays.
   *
   * @param record in UTF-8
   */
  omits(record: Buffer, holding: readonly number[]): number | undefined {
    const written = record[0] === QUOTE && record.length > 1 && record[record.length - 1] === QUOTE ? record.subarray(1, -1) : record;
    const text = hasEscape(written) ? this.plain.resolve(written, 0, written.length) : written;
    const rule = this.ruleFor(text, holding);
    this.plain.forget(MOST_SCRATCH_BYTES);
    return rule;
  }

  private ruleFor(text: Buffer, holding: readonly number[]): number | undefined {
    let includes: boolean | undefined;
    for (const rule of holding) {
      const { excludes, size } = this.rules[rule];
      const examined = size * text.length <= MAX_WORK;
      const matches = examined && this.patterns.isMatch(rule, text);
      if (!excludes) includes = (includes ?? false) || matches || !examined;
      else if (matches) return OMITS.firstRule + rule;
    }
    return includes === false ? OMITS.includeOnly : undefined;
  }
}
