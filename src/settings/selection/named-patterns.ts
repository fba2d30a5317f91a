import { JsonReader, shown } from './json-reader';
import { parsePattern, PatternError } from './pattern';
import { Assertion, matchesNothing, sizeOf } from './pattern-node';

/** For the names of rules and patterns, under which the stream, the summary and the metrics count what they did. */
const NAME = /^[A-Za-z0-9_-]{1,32}$/;

/** All patterns of a variable together: what they need of the extension's memory is bounded, too. */
const MAX_TOTAL_SIZE = 3_000;

/** Reads names and patterns of a variable's rules, and checks them together. */
export class NamedPatterns {
  private readonly names: Set<string>;
  private totalSize = 0;

  public constructor(private readonly reserved: readonly string[]) {
    this.names = new Set(reserved);
  }

  /** @throws SelectionError if the name is missing, invalid, reserved or taken */
  public nameOf(reader: JsonReader): string {
    const name = reader.text('name');
    if (name === undefined || !NAME.test(name)) {
      throw reader.error('name', `must be a name of up to 32 letters, digits, and characters of _ -, got ${name === undefined ? 'none' : shown(name)}`);
    }
    if (this.reserved.includes(name)) throw reader.error('name', `must not be ${name}, which stands for something else: choose another name`);
    if (this.names.has(name)) throw reader.error('name', `must be different for each, got ${name} twice`);
    this.names.add(name);
    return name;
  }

  /**
   * @param holds where a pattern must not match nothing: it would match everywhere
   * @throws SelectionError if the pattern is not allowed; the message says what in it is not, and where
   */
  public patternOf(reader: JsonReader, member: string, ...holds: Array<(what: Assertion) => boolean>): string | undefined {
    const pattern = reader.text(member);
    if (pattern === undefined) return undefined;
    try {
      const node = parsePattern(pattern);
      if (holds.some((each) => matchesNothing(node, each))) {
        throw new PatternError('the pattern also matches where there is nothing, and so everywhere: let it match at least one character');
      }
      this.totalSize += sizeOf(node);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw reader.error(member, `is not a pattern that the extension can use: ${error.message}, got ${shown(pattern)}`);
    }
    if (this.totalSize > MAX_TOTAL_SIZE) {
      throw reader.error(member, `is too much: all patterns together have more than ${MAX_TOTAL_SIZE} characters and classes when their repeats are written out`);
    }
    return pattern;
  }
}
