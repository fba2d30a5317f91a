import { seededRandom } from '../../simulator/kinesis/seeded-random';
import type { FilterSettings } from '../../src/settings/selection/filter-settings';
import { LEVELS } from '../../src/settings/selection/levels';
import { MASK_BUILT_INS } from '../../src/settings/selection/mask-settings';
import type { MaskSettings } from '../../src/settings/selection/mask-settings';
import { parsePattern } from '../../src/settings/selection/pattern';
import { matchesNothing } from '../../src/settings/selection/pattern-node';

/** Rules, and a body of events of one type on which both hosts have to do the same. */
export interface ScreenCase {
  readonly filter: FilterSettings | undefined;
  readonly mask: MaskSettings | undefined;
  readonly levels: boolean;
  readonly body: Buffer;
  readonly type: string;
}

const SECRETS = [
  'a@b.io', 'josé.müller@exämple.com', "o'neil+x@mail.example.co.uk", '@', 'x@y', 'a@1.2.3.4', '4111 1111 1111 1111', '4111111111111111', '5500-0000-0000-0004',
  '378282246310005', '2026112009000012', '1732093200123', '12 4111111111111111 9', '0.4111111111111111', 'AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7', 'AKIA',
  'eyJhbGci.eyJzdWIi.c2ln', 'eyJ.eyJ.', 'eyJa.b', '10.0.0.1', '256.1.1.1', '1.2.3.4.5', 'v1.2.3.4', '010.1.1.255', 'Bearer abc123==', 'bearer of news', 'BEARER  eyJhbGci.eyJzdWIi.c2ln',
  'cust-123456', 'password', '2', '41', '1111', '111111111111', '.', '-', ' ',
];
const PIECES = ['a', 'b', 'ab', 'B', '_', '7', 'é', 'Ж', '😀', '\n', '\t', '"', '\\', '/', '{', '}', '[', ']', ':', ',', 'level', 'x'.repeat(30), '\u2028', '\u0000', '\ufffd', 'K', 'ſ'];
const NAMES = ['level', 'password', 'PassWord', 'user name', 'a@b.io', 'n', 'message', 'p"w', 'tökén', 'x'];
const TIME = '2026-11-20T09:00:00.123Z';
const REQUEST = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa';

/** Makes cases from a seed: the same on every engine. */
export class ScreenCases {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  next(): ScreenCase {
    const type = this.pick(['function', 'function', 'function', 'function', 'extension', 'platform.initReport', 'platform.extension']);
    return {
      filter: this.below(3) === 0 ? this.filter() : undefined,
      mask: this.below(6) > 0 ? this.mask() : undefined,
      levels: this.below(2) === 0,
      body: this.body(type),
      type,
    };
  }

  /** A pattern of the grammar that the settings allow. */
  pattern(mayBeEmpty: boolean): string {
    for (;;) {
      const pattern = `${this.pick(['', '', '', '(?i)', '(?s)', '(?m)', '(?is)'])}${this.alternatives(0)}`;
      try {
        if (!matchesNothing(parsePattern(pattern)) || mayBeEmpty) return pattern;
      } catch {
        // Too large, or no pattern: another one.
      }
    }
  }

  /** Any text as its JSON is written: with more escapes than it needs, sometimes. */
  text(): string {
    const text = this.many(5, () => this.pick(this.below(2) === 0 ? SECRETS : PIECES));
    return this.below(3) > 0 ? text : this.json(text);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private filter(): FilterSettings {
    return {
      minLevel: this.below(2) === 0 ? this.pick(LEVELS) : undefined,
      omitTypes: this.below(4) === 0 ? ['platform.initReport'] : [],
      rules: Array.from({ length: this.below(4) }, (_, index) => {
        const types = this.pick([['function'], ['function', 'extension'], ['platform.extension'], ['extension']]);
        const pattern = this.pattern(true);
        return this.below(3) > 0 ? { name: `rule-${index}`, exclude: pattern, types } : { name: `rule-${index}`, includeOnly: pattern, types };
      }),
    };
  }

  private mask(): MaskSettings {
    const replacement = () => this.pick(['***', '***', '', '"', '\\', 'é"\n', '4111111111111111']);
    return {
      builtIns: MASK_BUILT_INS.filter(() => this.below(3) > 0),
      fields: NAMES.slice(1).filter(() => this.below(5) === 0),
      patterns: Array.from({ length: this.below(4) }, (_, index) => ({ name: `pattern-${index}`, pattern: this.pattern(false), replacement: replacement() })),
      replacement: replacement(),
    };
  }

  private alternatives(depth: number): string {
    return this.many(this.below(4) === 0 ? 3 : 1, () => this.sequence(depth), '|', 1);
  }

  private sequence(depth: number): string {
    return this.many(4, () => {
      if (this.below(8) === 0) return this.pick(['^', '$', '\\b', '\\B', '\\A', '\\z']);
      return `${this.atom(depth)}${this.below(3) === 0 ? `${this.pick(['*', '+', '?', '{2}', '{1,3}', '{2,}', '{0,4}'])}${this.pick(['', '', '?'])}` : ''}`;
    }, '', 1);
  }

  private atom(depth: number): string {
    switch (this.below(depth > 2 ? 4 : 6)) {
      case 0: return this.pick(['a', 'b', 'k', 's', 'é', '😀', '7', '@', '-', ' ', '"', ':', '\\.', '\\\\', '\\n', '\\t', '\\x{1f600}', '\\x2d', '\\/']);
      case 1: return this.pick(['.', '\\d', '\\D', '\\w', '\\W', '\\s', '\\S']);
      case 2: return this.pick(['[a-z]', '[^a]', '[^"]', '[\\d-]', '[A-Zé]', '[^\\s,]', '[0-9a-f]', '[\\W]', '[^\\x{e9}-\\x{1f600}]', '[\\\\n]', '[k-s]']);
      case 3: return this.pick(['cust', 'ab', '11', '4111', 'level', 'pass']);
      default: return `${this.pick(['(', '(?:', '(?P<x>'])}${this.alternatives(depth + 1)})`;
    }
  }

  private body(type: string): Buffer {
    const text = `[${this.many(6, () => this.event(type), ',', 1)}]`;
    const bytes = Buffer.from(text);
    // Now and then the bytes of a character are damaged.
    if (this.below(20) === 0) for (let at = 0; at < bytes.length; at++) if (bytes[at] > 0x7f && this.below(4) === 0) bytes[at] = 0xff;
    return bytes;
  }

  private event(type: string): string {
    const members = [`"time":"${TIME}"`, `"type":"${type}"`, `"record":${this.record()}`];
    if (this.below(12) === 0) members.push(`"more":${this.value(2)}`);
    if (this.below(12) === 0) members.reverse();
    if (this.below(30) === 0) members.splice(this.below(3), 1);
    return `{${members.join(this.below(10) === 0 ? ' , ' : ',')}}`;
  }

  private record(): string {
    switch (this.below(7)) {
      case 0: return this.value(0);
      case 1: return this.json(`${TIME}\t${REQUEST}\t${this.pick(['INFO', 'DEBUG', 'error', 'odd'])}\t${this.pick([this.text(), this.object(0)])}\n`);
      case 2: return this.json(`[${this.pick(['WARNING', 'INFO', 'x'])}]${this.pick(['\t', ' ', ''])}${TIME}\t${REQUEST}\t${this.pick([this.text(), this.object(0)])}`);
      case 3: return this.json(this.text());
      default: return this.object(0);
    }
  }

  private object(depth: number): string {
    return `{${this.many(5, () => `${this.json(this.pick(NAMES))}${this.pick([':', ':', ' : '])}${this.value(depth + 1)}`, this.pick([',', ',', ', ']))}}`;
  }

  private value(depth: number): string {
    switch (this.below(depth > 3 ? 4 : 8)) {
      case 0: return this.pick(['true', 'null', 'false', '{}', '[]', '[ ]', 'nul']);
      case 1: return this.pick(['0', '-1.5e-7', '4111111111111111', '-4111111111111111', '4111111111111111.5', '12345678901234567890', '30', '41', '1e400', '123456']);
      case 2: return this.pick(['"info"', '"ERROR"', '"Warning"', '"silly"', '"odd"', '"le\\u0076el"']);
      case 3: return this.json(this.text());
      case 4: return `[${this.many(3, () => this.value(depth + 1), ',')}]`;
      // JSON in a string, whole or cut.
      case 5: return this.json(this.object(depth + 1));
      case 6: return this.json(`${this.text()}${this.object(depth + 1).slice(0, this.below(60))}`);
      default: return this.object(depth + 1);
    }
  }

  /** As a string of JSON, some characters of which are escaped without need. */
  private json(text: string): string {
    const plain = JSON.stringify(text);
    if (this.below(4) > 0) return plain;
    return plain.replace(/\\.|[^]/g, (part, at: number) => {
      if (part.length > 1 || at === 0 || at === plain.length - 1 || this.below(4) > 0) return part;
      return `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  }

  private pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)];
  }

  private many(most: number, make: () => string, separator = '', least = 0): string {
    return Array.from({ length: Math.max(least, this.below(most + 1)) }, make).join(separator);
  }
}

/** All that `examine` has said, as text. */
export function shownScreened({ body, positions, first, count, levels, omitted, masked }: {
  readonly body: Buffer; readonly positions: Uint32Array; readonly first: number; readonly count: number; readonly levels: Uint8Array | undefined;
  readonly omitted: ArrayLike<number>; readonly masked: ArrayLike<number>;
}): string {
  const events = Array.from({ length: count }, (_, index) => {
    const at = (first + index) * 3;
    return `${body.toString('latin1', positions[at], positions[at + 1])} ${positions[at + 2]}`;
  });
  return JSON.stringify([events, count, levels && Array.from(levels), Array.from(omitted), Array.from(masked)]);
}
