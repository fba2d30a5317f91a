import { isUtf8 } from 'node:buffer';
import type { Patterns } from './patterns';
import { hasEscape, Plain, QUOTE } from './text';
import { MAX_WORK, OMITS } from '../../screening/plan';
import type { PlannedFilter } from '../../screening/plan';

/** Leaves out records by patterns. */
export class Filter {
  private readonly plain = new Plain();

  constructor(private readonly rules: readonly PlannedFilter[], private readonly patterns: Patterns, private readonly now: () => number) {}

  /** The rules that hold for events of this type. */
  rulesFor(type: string): number[] {
    return this.rules.flatMap(({ types }, rule) => types.includes(type) ? [rule] : []);
  }

  /** The rule that leaves this record out. What cannot be examined stays. */
  omits(record: Buffer, holding: readonly number[], deadline: number): number | undefined {
    if (!isUtf8(record) || this.now() > deadline) return undefined;
    const written = record[0] === QUOTE && record.length > 1 && record[record.length - 1] === QUOTE ? record.subarray(1, -1) : record;
    const text = hasEscape(written) ? this.plain.resolve(written) : written;
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
