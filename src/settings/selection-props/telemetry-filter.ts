import { FilterRule } from './filter-rule';
import { LogLevel } from './log-level';
import { TelemetryEventType } from './telemetry-event-type';

/**
 * Which events the extension omits.
 *
 * Omitted events are not sent and cost nothing. `telemetry.omitted` events in the stream count them by rule.
 */
export interface TelemetryFilter {
  /**
   * The least level of log lines that are sent. Lines below it are omitted. A line whose level is unknown is sent.
   *
   * @default - lines of every level are sent
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly minLevel?: LogLevel;

  /**
   * The types of platform events that are omitted. Whole categories are chosen by `telemetryTypes`. `platform.logsDropped` cannot be omitted: it
   * says that Lambda itself has lost events.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
   */
  readonly omitTypes?: TelemetryEventType[];

  /**
   * Rules by pattern, in the order in which they are applied. A rule examines only the function's log lines unless it names other types.
   *
   * @default - none
   */
  readonly rules?: FilterRule[];
}
