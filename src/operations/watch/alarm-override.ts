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
   * @default - depends on the alarm, see `AlarmOverrides`
   */
  readonly threshold?: number;

  /**
   * The period over which a value is aggregated: at least 1 minute, in whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * The number of most recent values that are evaluated, at least 1.
   *
   * @default - depends on the alarm, see `AlarmOverrides`
   */
  readonly evaluationPeriods?: number;

  /**
   * The number of evaluated values that must reach or exceed the threshold.
   *
   * @default - all evaluated values
   */
  readonly datapointsToAlarm?: number;
}

/**
 * Settings that override the defaults of the alarms of `addAlarms`. Each alarm goes off only when events are lost or about to be lost.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export interface AlarmOverrides {
  /**
   * The alarm for events that are lost because they were dropped or could not be delivered. The unit of the threshold is events.
   *
   * @default - 1 event or more in 5 minutes
   */
  readonly lostEvents?: AlarmOverride;

  /**
   * The alarm for a stream that repeatedly throttles records. The extension retries them, and drops the oldest events when its buffer is full.
   * The unit of the threshold is percent of the records.
   *
   * @default - 10 % or more in three consecutive periods of 5 minutes
   */
  readonly throttledRecords?: AlarmOverride;

  /**
   * The alarm for a reader that is so far behind that records will expire before it reads them. The unit of the threshold is milliseconds.
   *
   * There is one alarm for all readers that poll the stream, including Firehose, and one for each consumer with enhanced fan-out.
   *
   * @default - a quarter of the stream's retention (of 24 hours if it is unknown) or more, in three consecutive periods of 5 minutes
   */
  readonly iteratorAge?: AlarmOverride;

  /**
   * The alarm for batches in the failure queue of a consumer. Lambda discarded them; their records are in the stream until they expire. The unit
   * of the threshold is batches.
   *
   * There is one alarm for each consumer with a failure queue.
   *
   * @default - 1 batch or more
   */
  readonly failedBatches?: AlarmOverride;

  /**
   * The alarm for the age of the oldest record that Firehose has not delivered to the archive. The unit of the threshold is seconds.
   *
   * @default - 1 hour or more in three consecutive periods of 5 minutes
   */
  readonly archiveFreshness?: AlarmOverride;
}
