import { ByteSearch, MOST_SETS } from './byte-search';
import { Plain } from './plain';
import { hasEscapeIn } from './text';

/** The bytes that one byte of a name takes at most, as `\u0041`. */
const MOST_WRITTEN_BYTES = 6;

/** Names of fields whose values are masked, in any case of ASCII letters. */
export class FieldNames {
  readonly isEmpty: boolean;
  private readonly names: readonly Buffer[];
  private readonly mostBytes: number;
  private readonly plain = new Plain();
  /** For the beginning of each name. */
  private readonly searches: readonly ByteSearch[];

  /** @param names in lower case */
  constructor(names: readonly string[]) {
    this.names = names.map((name) => Buffer.from(name));
    this.isEmpty = names.length === 0;
    this.mostBytes = MOST_WRITTEN_BYTES * Math.max(...this.names.map(({ length }) => length));
    this.searches = this.names.map((name) => new ByteSearch([...name.subarray(0, MOST_SETS)].map(inAnyCase)));
  }

  /** Whether one of the names is somewhere in a text. */
  isIn(text: Buffer): boolean {
    return this.names.some((name, index) => {
      const search = this.searches[index];
      for (let at = search.next(text, 0, text.length); at >= 0; at = search.next(text, at + 1, text.length)) {
        if (name.length === search.length || isAt(text, at, name)) return true;
      }
      return false;
    });
  }

  /** Whether the content of a string, as it is written, is one of the names. */
  has(written: Buffer, start: number, end: number): boolean {
    if (this.isEmpty || end - start > this.mostBytes) return false;
    if (!hasEscapeIn(written, start, end)) return this.includes(written, start, end);
    const text = this.plain.resolve(written, start, end);
    return this.includes(text, 0, text.length);
  }

  private includes(text: Buffer, start: number, end: number): boolean {
    for (const name of this.names) if (name.length === end - start && isAt(text, start, name)) return true;
    return false;
  }
}

function isAt(text: Buffer, start: number, name: Buffer): boolean {
  for (let i = 0; i < name.length; i++) {
    const byte = text[start + i];
    if (name[i] !== (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)) return false;
  }
  return true;
}

function inAnyCase(lower: number): boolean[] {
  const upper = lower >= 0x61 && lower <= 0x7a ? lower & ~0x20 : lower;
  return Array.from({ length: 256 }, (_, byte) => byte === lower || byte === upper);
}
