import { TelemetryEventType } from './telemetry-event-type';

/** Options of a `FilterRule`. */
export interface FilterRuleOptions {
  /**
   * The types of the events that the rule examines. `platform.start`, `platform.runtimeDone`, `platform.report` and `platform.logsDropped`
   * are not allowed: no pattern may omit them.
   *
   * @default [TelemetryEventType.FUNCTION]
   */
  readonly types?: TelemetryEventType[];
}

/**
 * A rule that omits events by a pattern.
 *
 * The pattern is searched in the event's record: the line of a text log, or the JSON text of a JSON log, in which escapes such as `\"` are resolved.
 * It is a regular expression in the syntax of RE2, without look-around, backreferences and Unicode classes, so that the time for a search grows
 * only in proportion to the text. `\d`, `\w`, `\s`, `\b` and `(?i)` apply to ASCII. The flags `(?i)`, `(?s)` and `(?m)` are only allowed at the start.
 *
 * The construct that receives the rule throws an error that names what is not allowed.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export class FilterRule {
  /**
   * Omits the events that match the pattern.
   *
   * @param name up to 32 letters, digits, and characters of `_ -`, unique in the filter. Omitted events are counted under it
   * @param pattern such as `GET /health`
   * @param options the types of events that the rule looks at; by default the function's log lines
   */
  public static exclude(name: string, pattern: string, options: FilterRuleOptions = {}): FilterRule {
    return new FilterRule(name, { exclude: pattern }, options);
  }

  /**
   * Omits the events that do not match the pattern. Of several such rules for a type of events, an event must match at least one.
   *
   * The events are counted under the name `include-only`, because an event is omitted when it matches none of these rules.
   *
   * @param name up to 32 letters, digits, and characters of `_ -`, unique in the filter
   * @param pattern such as `"audit":true`
   * @param options the types of events that the rule looks at; by default the function's log lines
   */
  public static includeOnly(name: string, pattern: string, options: FilterRuleOptions = {}): FilterRule {
    return new FilterRule(name, { includeOnly: pattern }, options);
  }

  private constructor(
    private readonly name: string, private readonly pattern: { readonly exclude?: string; readonly includeOnly?: string },
    private readonly options: FilterRuleOptions,
  ) {}

  /** @internal */
  public _render(): object {
    return { name: this.name, ...this.pattern, types: this.options.types?.map(({ value }) => value) };
  }
}
