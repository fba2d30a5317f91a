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

  /** @param names in lower case */
  constructor(names: readonly string[]) {
    this.names = names.map((name) => Buffer.from(name));
    this.isEmpty = names.length === 0;
    this.mostBytes = MOST_WRITTEN_BYTES * Math.max(...this.names.map(({ length }) => length));
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
