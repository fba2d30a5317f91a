import type { Engine } from './engine';

type Encoding = 'utf8' | 'latin1' | 'hex' | 'base64';

/**
 * Returns the part of Node's Buffer that the extension uses. Shared code is checked against Node's types: what it uses beyond this
 * fails in the end-to-end tests of the native host.
 *
 * @see https://nodejs.org/docs/latest-v22.x/api/buffer.html
 */
export function createBufferClass(engine: Engine): object {
  class NativeBuffer extends Uint8Array {
    toString(encoding: Encoding = 'utf8', start = 0, end = this.length): string {
      return engine.decode(this, encoding, start, end);
    }

    /** @param at the position, or the encoding, as in Node.js */
    write(text: string, at: number | 'utf8' | 'latin1' = 0, encoding: 'utf8' | 'latin1' = 'utf8'): number {
      return typeof at === 'number' ? engine.write(this, text, at, encoding) : engine.write(this, text, 0, at);
    }

    copy(into: Uint8Array, at = 0, start = 0, end = this.length): number {
      return engine.copy(into, at, this, start, end);
    }

    equals(other: Uint8Array): boolean {
      return engine.equals(this, other);
    }

    indexOf(needle: number | string | Uint8Array, from = 0): number {
      return engine.indexOf(this, typeof needle === 'string' ? engine.encode(needle) : needle, from);
    }

    includes(needle: number | string | Uint8Array, from = 0): boolean {
      return this.indexOf(needle, from) >= 0;
    }
  }

  const alloc = (length: number): NativeBuffer => new NativeBuffer(length);

  return Object.assign(NativeBuffer, {
    alloc,
    allocUnsafe: alloc,
    allocUnsafeSlow: alloc,
    byteLength: (text: string): number => engine.encodedLength(text),

    from(source: string | ArrayBuffer | ArrayLike<number>, encoding: 'utf8' | 'latin1' = 'utf8'): NativeBuffer {
      if (source instanceof ArrayBuffer) return new NativeBuffer(source);
      if (typeof source !== 'string') return new NativeBuffer(source);
      if (encoding === 'utf8') return new NativeBuffer(engine.encode(source).buffer as ArrayBuffer);
      const bytes = new NativeBuffer(source.length);
      engine.write(bytes, source, 0, encoding);
      return bytes;
    },

    concat(parts: readonly Uint8Array[]): NativeBuffer {
      const whole = new NativeBuffer(parts.reduce((sum, { length }) => sum + length, 0));
      let position = 0;
      for (const part of parts) {
        whole.set(part, position);
        position += part.length;
      }
      return whole;
    },
  });
}
