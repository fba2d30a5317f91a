import { Duration } from 'aws-cdk-lib';

/** Settings that override the defaults of an alarm. */
export interface AlarmOverride {
  /**
   * Whether the alarm is created.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The threshold, in the unit of the alarm. The alarm goes off when the value reaches or exceeds it.
   *
   * @default - depends on the alarm, see `TelemetryAlarmsProps`
   */
  readonly threshold?: number;

  /**
   * The period over which a value is aggregated: at least 1 minute, in whole minutes, and known at synth time.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * The number of most recent values that are evaluated, at least 1.
   *
   * @default - depends on the alarm, see `TelemetryAlarmsProps`
   */
  readonly evaluationPeriods?: number;

  /**
   * The number of evaluated values that must reach or exceed the threshold.
   *
   * @default - all evaluated values
   */
  readonly datapointsToAlarm?: number;
}
