import type { Budget } from './budget';
import { mayBeIn, scanners } from './built-ins';
import { bareNumber, merged } from './edits';
import type { Edit } from './edits';
import { Uncut } from './escapes';
import { FieldNames } from './field-names';
import type { Patterns } from './patterns';
import { Plain } from './plain';
import { COLON, endOfValue, endsToken, hasEscape, hasEscapeIn, nextQuote, QUOTE, skipSpace } from './text';
import { MASKS, MAX_LEVEL, MAX_WORK, MOST_SCRATCH_BYTES } from '../../screening/plan';
import type { PlannedMask } from '../../screening/plan';

const MINUS = 0x2d;
const WORDS = ['true', 'false', 'null'];
const MOST_WORD_BYTES = 5;

/** Begins an escape that may stand for any character. */
const UNICODE_ESCAPE = Buffer.from('\\u');

/** A search may look far beyond its match, so many of them may take long. */
const MATCHES_PER_CHECK = 64;

/**
 * Finds in a record what rules name: built-ins, fields, and patterns.
 *
 * Text is examined as a reader of the JSON sees it, with escapes resolved, and so is JSON in strings of JSON, some levels deep. What no rule
 * names keeps its bytes.
 */
export class Mask {
  private edits: Edit[] = [];
  private readonly size: number;
  private readonly plain = Array.from({ length: MAX_LEVEL + 1 }, () => new Plain());
  private readonly fields: FieldNames;
  /** The built-ins that may match in this record. */
  private builtIns: readonly number[] = [];
  /** Whether patterns may match in it. */
  private matchesPatterns = false;
  /** Whether it may have fields to mask. */
  private hasFields = false;
  private budget?: Budget;
  /** What was found last: a start, an end and a rule for each. */
  private found: number[] = [];

  constructor(private readonly rules: PlannedMask, private readonly patterns: Patterns) {
    this.size = rules.sizes.reduce((sum, size) => sum + size, 0);
    this.fields = new FieldNames(rules.fields);
  }

  /**
   * Returns what to replace in a record, in order.
   *
   * @param record a JSON value, in UTF-8
   * @throws Error if that cannot be known for sure
   */
  examine(record: Buffer, budget: Budget): readonly Edit[] {
    this.edits = [];
    this.budget = budget;
    try {
      this.narrow(record);
      if (!this.onlyFields || this.hasFields) this.walk(record);
    } finally {
      for (const plain of this.plain) plain.forget(MOST_SCRATCH_BYTES);
      this.found = [];
    }
    return this.edits.length === 0 ? this.edits : merged(this.edits);
  }

  private get onlyFields(): boolean {
    return this.builtIns.length === 0 && !this.matchesPatterns;
  }

  /**
   * Finds out what matches in this record, because most rules match in few records.
   *
   * What is examined later is a part of the record in which escapes are resolved as often as it is in strings of JSON, between quotes. So what
   * matches in none of these texts as a whole matches in no part of them.
   */
  private narrow(record: Buffer): void {
    const { rules } = this;
    const hasEscapes = hasEscape(record);
    // The other escapes stand for nothing that a built-in needs.
    const hides = hasEscapes && record.includes(UNICODE_ESCAPE);
    let others = hides ? rules.builtIns : rules.builtIns.filter((builtIn) => mayBeIn[builtIn](record));
    const matching = new Set<number>();
    // An anchor matches at the ends of a string.
    this.matchesPatterns = rules.anchored;
    this.hasFields = false;
    let text = record;
    // The escapes of a name are resolved once more than those of the string in which it is.
    for (let level = 1; level <= MAX_LEVEL + 1; level++) {
      if (level > MAX_LEVEL) others = [];
      const seeksPatterns = level <= MAX_LEVEL && !this.matchesPatterns && rules.patterns.length > 0;
      const seeksFields = !this.hasFields && !this.fields.isEmpty;
      if (others.length === 0 && !seeksPatterns && !seeksFields) break;
      if (hasEscapes) text = this.plain[level % 2].resolve(text, 0, text.length);
      for (const builtIn of others) scanners[builtIn](text, 0, text.length, () => { matching.add(builtIn); });
      others = others.filter((builtIn) => !matching.has(builtIn));
      // What is too much work for a string fails there.
      if (seeksPatterns) this.matchesPatterns = this.isTooMuch(text.length) || this.patterns.isAnyMatch(text);
      if (seeksFields) this.hasFields = this.fields.isIn(text);
      if (!hasEscape(text)) break;
    }
    this.builtIns = rules.builtIns.filter((builtIn) => matching.has(builtIn));
  }

  private isTooMuch(bytes: number): boolean {
    return this.size * bytes > MAX_WORK;
  }

  /** Finds the strings and numbers of the record. */
  private walk(record: Buffer): void {
    for (let at = 0; at < record.length;) {
      if (record[at] === QUOTE) at = this.stringOfRecord(record, at);
      else if (endsToken(record[at])) at++;
      else at = this.tokenOfRecord(record, at);
    }
  }

  /** Returns the position after the string, or after the value if it is the name of a field. */
  private stringOfRecord(record: Buffer, quote: number): number {
    const start = quote + 1;
    const end = nextQuote(record, start, record.length);
    if (end < 0) throw new Error('a string without an end');
    this.string(record, start, end, 1);
    const colon = skipSpace(record, end + 1, record.length);
    if (!this.hasFields || record[colon] !== COLON || !this.fields.has(record, start, end)) return end + 1;
    const value = skipSpace(record, colon + 1, record.length);
    const after = endOfValue(record, value, record.length);
    if (after === value) throw new Error('a name without a value');
    this.edits.push({ start: value, end: after, rule: MASKS.fields, level: 0, isValue: true });
    return after;
  }

  private tokenOfRecord(record: Buffer, start: number): number {
    const end = endOfValue(record, start, record.length);
    if (record[start] !== MINUS && !(record[start] >= 0x30 && record[start] <= 0x39)) {
      if (end - start > MOST_WORD_BYTES || !WORDS.includes(record.toString('latin1', start, end))) throw new Error('no JSON');
      return end;
    }
    if (this.onlyFields) return end;
    this.find(record, start, end);
    if (this.found.length > 0) this.edits.push({ start, end, rule: this.found[2], level: 0, isValue: true });
    return end;
  }

  /** Examines the content of a string, as it is written there. */
  private string(written: Buffer, start: number, end: number, level: number): void {
    if (!hasEscapeIn(written, start, end)) {
      this.rulesIn(written, start, end, level);
      return;
    }
    const plain = this.plain[level];
    const from = this.edits.length;
    this.resolved(plain.resolve(written, start, end), level);
    for (let i = from; i < this.edits.length; i++) {
      const edit = this.edits[i];
      edit.start = plain.origin(edit.start);
      edit.end = plain.origin(edit.end);
    }
  }

  /** Examines a text that may contain quotes and backslashes, and so JSON. */
  private resolved(text: Buffer, level: number): void {
    const hasEscapes = hasEscape(text);
    this.rulesIn(text, 0, text.length, level, hasEscapes ? new Uncut(text) : undefined);
    if (!hasEscapes && !this.hasFields) return;
    for (let start = 0; ;) {
      const quote = nextQuote(text, start, text.length);
      const end = quote < 0 ? text.length : quote;
      // Between two quotes, what contains escapes may be a string.
      if (hasEscapes && level < MAX_LEVEL && hasEscapeIn(text, start, end)) this.string(text, start, end, level + 1);
      if (quote < 0) return;
      const value = this.valueAfter(text, start, quote);
      start = quote + 1;
      if (value < 0) continue;
      start = endOfValue(text, value, text.length);
      this.edits.push({ start: value, end: start, rule: MASKS.fields, level, isValue: true });
    }
  }

  /** Where the value of a field begins whose name ends with this quote, or -1. */
  private valueAfter(text: Buffer, start: number, quote: number): number {
    if (start === 0 || text[start - 1] !== QUOTE || !this.hasFields) return -1;
    const colon = skipSpace(text, quote + 1, text.length);
    if (text[colon] !== COLON || !this.fields.has(text, start, quote)) return -1;
    const value = skipSpace(text, colon + 1, text.length);
    return endOfValue(text, value, text.length) > value ? value : -1;
  }

  /** Adds an edit for each match of a built-in or a pattern. */
  private rulesIn(text: Buffer, from: number, to: number, level: number, uncut?: Uncut): void {
    if (this.onlyFields) return;
    this.find(text, from, to);
    const { found } = this;
    for (let i = 0; i < found.length; i += 3) {
      const start = uncut ? uncut.start(found[i]) : found[i];
      const end = uncut ? uncut.end(found[i + 1]) : found[i + 1];
      const number = bareNumber(text, from, to, start, end);
      this.edits.push({ start: number?.[0] ?? start, end: number?.[1] ?? end, rule: found[i + 2], level, isValue: number !== undefined });
    }
  }

  /** Finds all matches, in the order of the rules. */
  private find(text: Buffer, from: number, to: number): void {
    this.found.length = 0;
    for (const builtIn of this.builtIns) {
      const rule = MASKS.firstBuiltIn + builtIn;
      scanners[builtIn](text, from, to, (start, end) => { this.found.push(start, end, rule); });
    }
    if (!this.matchesPatterns) return;
    if (this.isTooMuch(to - from)) throw new Error('too long for its patterns');
    const part = from === 0 && to === text.length ? text : text.subarray(from, to);
    if (!this.patterns.isAnyMatch(part)) return;
    for (let pattern = 0; pattern < this.rules.patterns.length; pattern++) {
      const rule = MASKS.firstPattern + pattern;
      this.patterns.findAll(pattern, part, (start, end) => {
        this.found.push(from + start, from + end, rule);
        if (this.found.length % (3 * MATCHES_PER_CHECK) === 0 && this.budget?.isSpent()) throw new Error('out of time');
      });
    }
  }
}
