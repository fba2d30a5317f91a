import { MaskBuiltIn } from './mask-built-in';

/**
 * What the extension replaces in the log lines of the function and of extensions before it sends them.
 *
 * A masked event has the field `masked`, which counts the matches by name. Other events are sent unchanged, byte for byte. In JSON logs, escaped
 * text and numbers are examined, too. If an event cannot be masked for whatever reason, its record is replaced by a fixed text and counted.
 *
 * Masking applies to the stream only. Lambda writes the unmasked lines to CloudWatch Logs; see `stopCloudWatchLogs`.
 */
export interface TelemetryMask {
  /**
   * Kinds of sensitive text that the extension recognizes.
   *
   * @default - none
   */
  readonly builtIns?: MaskBuiltIn[];

  /**
   * The names of fields in JSON logs, at any depth and in any case (of ASCII letters), whose values are replaced. Also in JSON that is part of a text.
   *
   * @default - none
   */
  readonly fields?: string[];

  /**
   * Patterns of your own.
   *
   * @default - none
   */
  readonly patterns?: MaskPattern[];

  /**
   * The text that replaces what is masked, up to 100 characters.
   *
   * @default '***'
   */
  readonly replacement?: string;
}

/** A pattern whose matches are masked. */
export interface MaskPattern {
  /**
   * The name under which the matches are counted: up to 32 letters, digits, and characters of `_ -`, unique in the mask, and not the name of a built-in.
   */
  readonly name: string;

  /**
   * A regular expression in the syntax of RE2, without look-around, backreferences and Unicode classes, as in `FilterRule`. It must match at
   * least one character.
   *
   * @see https://github.com/google/re2/wiki/Syntax
   */
  readonly pattern: string;

  /**
   * The text that replaces a match, up to 100 characters. It is written as it is: `$1` has no meaning.
   *
   * @default - `replacement` of the mask
   */
  readonly replacement?: string;
}
