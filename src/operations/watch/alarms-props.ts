import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AlarmOverride } from './alarm-override';

/** Settings that override the defaults of the alarm for telemetry that has stopped. It has no `threshold`: to give one is an error. */
export interface TelemetryStoppedOverride extends AlarmOverride {
  /**
   * The functions whose invocations are compared with the stream: at most 9, which is all that an alarm can take.
   *
   * Give functions that are invoked regularly. Functions in another stack must not depend on the stack of the stream.
   *
   * @default - the first 9 attached functions in the stack of the stream; without any, there is no alarm
   */
  readonly functions?: lambda.IFunction[];
}

/**
 * Properties of the alarms of `addAlarms`. Each alarm goes off only when events are lost or about to be lost.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export interface TelemetryAlarmsProps {
  /**
   * What each alarm does when it goes off: `SnsAction`, `LambdaAction`, `SsmAction`, … of `aws-cloudwatch-actions`.
   *
   * If the topic of an `SnsAction` has a customer managed key, the key policy must allow CloudWatch to use it. A topic with the AWS managed key for
   * SNS receives no notifications. A `LambdaAction` needs `useUniquePermissionId: true`, because there are several alarms.
   *
   * @default - nothing
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What each alarm does when it is over. There are no actions for insufficient data: missing data means that nothing is lost.
   *
   * @default - nothing
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

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
   * The alarm for the age of the oldest record that Firehose has not delivered to an archive. The unit of the threshold is seconds.
   *
   * There is one alarm for each archive.
   *
   * @default - 1 hour or more in three consecutive periods of 5 minutes
   */
  readonly archiveFreshness?: AlarmOverride;

  /**
   * The alarm for telemetry that has stopped: the stream receives nothing, although functions are invoked.
   *
   * @default - functions are invoked in two consecutive periods of 15 minutes, and the stream receives nothing
   */
  readonly telemetryStopped?: TelemetryStoppedOverride;
}
