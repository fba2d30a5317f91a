import { copyBytes } from './bytes';
import { MASKS } from '../../screening/plan';

/** What to write instead of a part of a record. */
export interface Edit {
  start: number;
  end: number;
  readonly rule: number;
  /** How many strings of JSON are around it. */
  readonly level: number;
  /** Whether it replaces a value of JSON, and not text in a string. */
  readonly isValue: boolean;
}

/** Makes one edit of those that overlap: the first one, to the end of the last. What is in more strings knows better how to be written. */
export function merged(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end || b.level - a.level || a.rule - b.rule);
  const separate: Edit[] = [];
  for (const edit of sorted) {
    const last = separate.at(-1);
    if (last && edit.start < last.end) last.end = Math.max(last.end, edit.end);
    else separate.push({ ...edit });
  }
  return separate;
}

/** Returns the record, edited. The replacements are those of the plan, as bytes. */
export function edited(record: Buffer, edits: readonly Edit[], replacements: ReadonlyArray<readonly Buffer[]>): Buffer {
  const replacementOf = ({ rule, level, isValue }: Edit): Buffer => {
    const set = rule < MASKS.firstPattern ? 0 : rule - MASKS.firstPattern + 1;
    // As a value of the record; then two for each level.
    return replacements[set][level === 0 ? 0 : 2 * level - (isValue ? 0 : 1)];
  };
  let length = record.length;
  for (const edit of edits) length += replacementOf(edit).length - (edit.end - edit.start);
  const into = Buffer.allocUnsafe(length);
  let from = 0;
  let position = 0;
  for (const edit of edits) {
    position = copyBytes(record, from, edit.start, into, position);
    const replacement = replacementOf(edit);
    position = copyBytes(replacement, 0, replacement.length, into, position);
    from = edit.end;
  }
  copyBytes(record, from, record.length, into, position);
  return into;
}

/** A number in a text is not longer. */
const MOST_NUMBER_BYTES = 64;

const SPACE = 0x20;

function isInNumber(byte: number): boolean {
  // 0 … 9 + - . e E
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e || (byte | 0x20) === 0x65;
}

/** The number of JSON inside a text of which this is a part: what replaces it has to be a value. */
export function bareNumber(text: Buffer, textStart: number, textEnd: number, start: number, end: number): [start: number, end: number] | undefined {
  for (let at = start; at < end && at < start + MOST_NUMBER_BYTES; at++) if (!isInNumber(text[at])) return undefined;
  let first = start;
  let last = end;
  while (first > textStart && start - first < MOST_NUMBER_BYTES && isInNumber(text[first - 1])) first--;
  while (last < textEnd && last - end < MOST_NUMBER_BYTES && isInNumber(text[last])) last++;
  if (last - first > MOST_NUMBER_BYTES || !(text[first] === 0x2d || (text[first] >= 0x30 && text[first] <= 0x39))) return undefined;
  return followsName(text, textStart, textEnd, first) && endsBefore(text, last, textEnd) ? [first, last] : undefined;
}

function followsName(text: Buffer, textStart: number, textEnd: number, start: number): boolean {
  const floor = Math.max(start - MOST_NUMBER_BYTES, textStart);
  let at = start - 1;
  while (at >= floor && text[at] <= SPACE) at--;
  if (at < floor) return false;
  if (text[at] === 0x3a) {
    at--;
    while (at >= floor && text[at] <= SPACE) at--;
    return at >= floor && text[at] === 0x22;
  }
  if (text[at] !== 0x5b && text[at] !== 0x2c) return false;
  // Only where the whole text is JSON.
  const first = firstAfterSpace(text, textStart, textEnd);
  return first === 0x7b || first === 0x5b;
}

function endsBefore(text: Buffer, end: number, textEnd: number): boolean {
  const next = firstAfterSpace(text, end, textEnd);
  return next === 0x2c || next === 0x7d || next === 0x5d;
}

function firstAfterSpace(text: Buffer, from: number, textEnd: number): number | undefined {
  for (let at = from; at < from + MOST_NUMBER_BYTES && at < textEnd; at++) if (text[at] > SPACE) return text[at];
  return undefined;
}
