import { isUtf8 } from 'node:buffer';
import { scanners } from './built-ins';
import { bareNumber, merged } from './edits';
import type { Edit } from './edits';
import type { Patterns } from './patterns';
import { COLON, endOfValue, endsToken, Escapes, hasEscape, nextQuote, Plain, QUOTE, skipSpace } from './text';
import { MASKS, MAX_LEVEL, MAX_WORK } from '../../screening/plan';
import type { PlannedMask } from '../../screening/plan';

interface Match {
  readonly start: number;
  readonly end: number;
  readonly rule: number;
}

const MINUS = 0x2d;
const WORDS = ['true', 'false', 'null'];

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
  private readonly name = new Plain();
  /** Whether it is known that no built-in and no pattern matches. */
  private onlyFields = false;
  private deadline = 0;

  constructor(private readonly rules: PlannedMask, private readonly patterns: Patterns, private readonly now: () => number) {
    this.size = rules.sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Returns what to replace in a record, in order.
   *
   * @param record a JSON value
   * @throws Error if that cannot be known for sure
   */
  examine(record: Buffer, deadline: number): readonly Edit[] {
    this.edits = [];
    this.deadline = deadline;
    if (!isUtf8(record)) throw new Error('not UTF-8');
    this.onlyFields = !this.mayMatch(record);
    if (this.onlyFields && this.rules.fields.length === 0) return this.edits;
    this.walk(record);
    return this.edits.length === 0 ? this.edits : merged(this.edits);
  }

  /** Whether a built-in or a pattern may match. In a record without escapes strings look as they are: nothing in the whole, nothing in a string. */
  private mayMatch(record: Buffer): boolean {
    if (this.rules.builtIns.length === 0 && this.rules.patterns.length === 0) return false;
    if (this.rules.anchored) return true;
    const text = hasEscape(record) ? this.plain[0].resolve(record) : record;
    return hasEscape(text) || this.any(text);
  }

  private any(text: Buffer): boolean {
    let any = false;
    for (const builtIn of this.rules.builtIns) {
      scanners[builtIn](text, () => { any = true; });
      if (any) return true;
    }
    // What is too much work for a string fails there.
    const { patterns } = this.rules;
    return patterns.length > 0 && (this.size * text.length > MAX_WORK || patterns.some((_, pattern) => this.patterns.isMatch(pattern, text)));
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
    const end = nextQuote(record, start);
    if (end < 0) throw new Error('a string without an end');
    const written = record.subarray(start, end);
    const from = this.edits.length;
    this.string(written, 1);
    this.shift(from, start);
    const colon = skipSpace(record, end + 1);
    if (record[colon] !== COLON || !this.isField(written)) return end + 1;
    const value = skipSpace(record, colon + 1);
    const after = endOfValue(record, value);
    if (after === value) throw new Error('a name without a value');
    this.edits.push({ start: value, end: after, rule: MASKS.fields, level: 0, isValue: true });
    return after;
  }

  private tokenOfRecord(record: Buffer, start: number): number {
    const end = endOfValue(record, start);
    const token = record.subarray(start, end);
    if (token[0] !== MINUS && !(token[0] >= 0x30 && token[0] <= 0x39)) {
      if (!WORDS.includes(token.toString('latin1'))) throw new Error('no JSON');
      return end;
    }
    const [match] = this.onlyFields ? [] : this.find(token);
    if (match) this.edits.push({ start, end, rule: match.rule, level: 0, isValue: true });
    return end;
  }

  /** Examines the content of a string, as it is written there. Edits are by positions in it. */
  private string(written: Buffer, level: number): void {
    if (!hasEscape(written)) {
      this.rulesIn(written, level);
      return;
    }
    const plain = this.plain[level];
    const from = this.edits.length;
    this.resolved(plain.resolve(written), level);
    for (let i = from; i < this.edits.length; i++) {
      const edit = this.edits[i];
      edit.start = plain.origin(edit.start);
      edit.end = plain.origin(edit.end);
    }
  }

  /** Examines a text that may contain quotes and backslashes, and so JSON. */
  private resolved(text: Buffer, level: number): void {
    const escaped = hasEscape(text);
    this.rulesIn(text, level, escaped && !this.onlyFields ? new Escapes(text) : undefined);
    if (!escaped && this.rules.fields.length === 0) return;
    for (let start = 0; ;) {
      const quote = nextQuote(text, start);
      this.inner(text, start, quote < 0 ? text.length : quote, level);
      if (quote < 0) return;
      const value = this.valueAfter(text, start, quote);
      start = quote + 1;
      if (value === undefined) continue;
      start = endOfValue(text, value);
      this.edits.push({ start: value, end: start, rule: MASKS.fields, level, isValue: true });
    }
  }

  /** Examines what is between two quotes, if it contains escapes: then it may be a string. */
  private inner(text: Buffer, start: number, end: number, level: number): void {
    const piece = text.subarray(start, end);
    if (level === MAX_LEVEL || !hasEscape(piece)) return;
    const from = this.edits.length;
    this.string(piece, level + 1);
    this.shift(from, start);
  }

  /** Where the value of a field begins whose name ends with this quote. */
  private valueAfter(text: Buffer, start: number, quote: number): number | undefined {
    if (start === 0 || text[start - 1] !== QUOTE) return undefined;
    const colon = skipSpace(text, quote + 1);
    if (text[colon] !== COLON || !this.isField(text.subarray(start, quote))) return undefined;
    const value = skipSpace(text, colon + 1);
    return endOfValue(text, value) > value ? value : undefined;
  }

  private isField(written: Buffer): boolean {
    if (this.rules.fields.length === 0) return false;
    const name = (hasEscape(written) ? this.name.resolve(written) : written).toString('utf8');
    return this.rules.fields.includes(name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  }

  private shift(from: number, by: number): void {
    for (let i = from; i < this.edits.length; i++) {
      this.edits[i].start += by;
      this.edits[i].end += by;
    }
  }

  /** Adds an edit for each match of a built-in or a pattern. */
  private rulesIn(text: Buffer, level: number, escapes?: Escapes): void {
    if (this.onlyFields) return;
    for (const { start, end, rule } of this.find(text)) {
      const [first, last] = escapes ? [escapes.startWithoutCut(start), escapes.endWithoutCut(end)] : [start, end];
      const number = bareNumber(text, first, last);
      this.edits.push({ start: number?.[0] ?? first, end: number?.[1] ?? last, rule, level, isValue: number !== undefined });
    }
  }

  /** Finds all matches, in the order of the rules. */
  private find(text: Buffer): Match[] {
    const found: Match[] = [];
    for (const builtIn of this.rules.builtIns) {
      scanners[builtIn](text, (start, end) => { found.push({ start, end, rule: MASKS.firstBuiltIn + builtIn }); });
    }
    if (this.rules.patterns.length === 0) return found;
    if (this.size * text.length > MAX_WORK) throw new Error('too long for its patterns');
    for (let pattern = 0; pattern < this.rules.patterns.length; pattern++) {
      this.patterns.findAll(pattern, text, (start, end) => {
        found.push({ start, end, rule: MASKS.firstPattern + pattern });
        if (found.length % MATCHES_PER_CHECK === 0 && this.now() > this.deadline) throw new Error('out of time');
      });
    }
    return found;
  }
}
