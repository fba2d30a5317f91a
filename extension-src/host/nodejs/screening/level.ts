import { Plain } from './plain';
import { memberOf, OPEN_BRACE, OPEN_BRACKET, QUOTE, skipSpace } from './text';
import { MOST_SCRATCH_BYTES } from '../../screening/plan';
import type { ScreenPlan } from '../../screening/plan';

/** No least level leaves it out. */
export const UNKNOWN = 0;

const LEVEL = Buffer.from('level');
/** As JSON writes it. */
const TAB = Buffer.from('\\t');
const CLOSE_BRACKET = 0x5d;
const SPACE = 0x20;
const LETTER_Z = 0x5a;
const TIME_BYTES = 24;
const UUID_BYTES = 36;
/** Longer than any word for a level. */
const MOST_WORD_BYTES = 16;

/** Tells the level of a record: 1 for trace to 6 for fatal. */
export class Levels {
  private readonly words: ReadonlyMap<string, number>;
  private readonly plain = new Plain();

  constructor({ levelWords, levelNumbers }: Pick<ScreenPlan, 'levelWords' | 'levelNumbers'>) {
    this.words = new Map(levelWords.map((word, index) => [word, levelNumbers[index]]));
  }

  /** @param record a JSON value */
  of(record: Buffer): number {
    if (record[0] === OPEN_BRACE) return this.ofObject(record);
    if (record[0] === QUOTE && record.length > 1 && record[record.length - 1] === QUOTE) return this.ofText(record.subarray(1, -1));
    return UNKNOWN;
  }

  /** A level that JSON in the text states counts more than the one before the text: `console.log` writes its own. */
  private ofText(written: Buffer): number {
    const { word, message } = prefixOf(written);
    const start = skipSpace(written, message, written.length);
    const stated = written[start] === OPEN_BRACE ? this.ofObject(this.plain.resolve(written, start, written.length)) : UNKNOWN;
    this.plain.forget(MOST_SCRATCH_BYTES);
    return stated === UNKNOWN ? this.ofWord(word) : stated;
  }

  /** The value of its own first member `level`. */
  private ofObject(object: Buffer): number {
    const member = memberOf(object, 0, object.length, LEVEL);
    if (!member) return UNKNOWN;
    const value = object.subarray(...member);
    if (value[0] === QUOTE) return value.length > 1 && value[value.length - 1] === QUOTE ? this.ofWord(value.subarray(1, -1)) : UNKNOWN;
    // As pino and Bunyan write them: 10 for trace to 60 for fatal.
    const [tens, units] = value;
    return value.length === 2 && tens >= 0x31 && tens <= 0x36 && units >= 0x30 && units <= 0x39 ? tens - 0x30 : UNKNOWN;
  }

  private ofWord(word: Buffer): number {
    return word.length > MOST_WORD_BYTES ? UNKNOWN : this.words.get(word.toString('latin1').toLowerCase()) ?? UNKNOWN;
  }
}

const NOTHING = { word: Buffer.alloc(0), message: 0 };

/**
 * The word for the level before the message of a runtime, and where the message begins. The tabs are still escaped.
 *
 * Node.js: `TIME\tREQUEST\tLEVEL\tMESSAGE`. Python: `[LEVEL]\tTIME\tREQUEST\tMESSAGE`, and `[LEVEL] MESSAGE`.
 */
function prefixOf(written: Buffer): { word: Buffer; message: number } {
  if (written[0] === OPEN_BRACKET) return pythonPrefixOf(written);
  const time = endOfField(written, 0, TIME_BYTES);
  if (time !== TIME_BYTES || written[time - 1] !== LETTER_Z) return NOTHING;
  const request = endOfField(written, time + TAB.length, UUID_BYTES);
  if (request < 0) return NOTHING;
  const word = endOfField(written, request + TAB.length, MOST_WORD_BYTES);
  return word < 0 ? NOTHING : { word: written.subarray(request + TAB.length, word), message: word + TAB.length };
}

function pythonPrefixOf(written: Buffer): { word: Buffer; message: number } {
  const end = written.subarray(0, MOST_WORD_BYTES + 2).indexOf(CLOSE_BRACKET);
  if (end < 0) return NOTHING;
  const word = written.subarray(1, end);
  const after = end + 1;
  if (!written.subarray(after, after + TAB.length).equals(TAB)) return written[after] === SPACE ? { word, message: after + 1 } : NOTHING;
  const timeAt = after + TAB.length;
  const time = endOfField(written, timeAt, TIME_BYTES);
  const request = time === timeAt + TIME_BYTES ? endOfField(written, time + TAB.length, UUID_BYTES) : -1;
  return { word, message: request < 0 ? timeAt : request + TAB.length };
}

/** The position of the tab that ends the field, or -1 if the field would be longer. */
function endOfField(written: Buffer, from: number, most: number): number {
  const length = written.subarray(from, from + most + TAB.length).indexOf(TAB);
  return length < 0 ? -1 : from + length;
}
