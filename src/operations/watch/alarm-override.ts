import { Duration } from 'aws-cdk-lib';

/** What is to be different about an alarm. */
export interface AlarmOverride {
  /**
   * Whether there is such an alarm.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The value from which on the alarm goes off, in the unit of the alarm.
   *
   * @default - what the alarm says
   */
  readonly threshold?: number;

  /**
   * What a value stands for: from 1 minute on, in whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * How many of the latest values are looked at, at least 1.
   *
   * @default - what the alarm says
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of these must be at the threshold or above it.
   *
   * @default - all of them
   */
  readonly datapointsToAlarm?: number;
}

/**
 * What is to be different about the alarms of `addAlarms`. Each goes off only when events are lost, or are about to be.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export interface AlarmOverrides {
  /**
   * Events were dropped or could not be delivered, so they are lost. The unit of the threshold is events.
   *
   * @default - from 1 event in 5 minutes on
   */
  readonly lostEvents?: AlarmOverride;

  /**
   * The stream refuses records, again and again: the extension sends them again, and loses the oldest events once its buffer is full.
   * The unit of the threshold is percent of the records.
   *
   * @default - from 10 % on, in three periods of 5 minutes in a row
   */
  readonly throttledRecords?: AlarmOverride;

  /**
   * A reader of the stream is so far behind that records will expire before it has read them. The unit of the threshold is milliseconds.
   *
   * There is one alarm for all that poll the stream, Firehose among them, and one for each consumer with enhanced fan-out.
   *
   * @default - from a quarter of the stream's retention on (of 24 hours, if it is not known), in three periods of 5 minutes in a row
   */
  readonly iteratorAge?: AlarmOverride;

  /**
   * Batches that Lambda has given up wait in the queue of a consumer: their records are in the stream until they expire. The unit of the
   * threshold is batches.
   *
   * There is one alarm for each consumer with such a queue.
   *
   * @default - from 1 batch on
   */
  readonly failedBatches?: AlarmOverride;

  /**
   * The archive does not get what it should: the oldest record that Firehose has is so old. The unit of the threshold is seconds.
   *
   * @default - from 1 hour on, in three periods of 5 minutes in a row
   */
  readonly archiveFreshness?: AlarmOverride;
}
