import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { TelemetryArchive } from './archive/archive';
import { TelemetryArchiveProps } from './archive/archive-props';
import { TelemetryConsumer } from './consumer/consumer';
import { TelemetryConsumerProps } from './consumer/consumer-props';
import { Operations } from './operations';
import { ITelemetryOperations } from './telemetry-operations-interface';
import { TelemetryAlarms } from './watch/alarms';
import { TelemetryAlarmsProps } from './watch/alarms-props';
import { TelemetryDashboardProps, TelemetryWidgetsProps } from './watch/dashboard-props';
import { extensionMetric, streamMetric } from './watch/metrics';
import { grantWriteTo } from '../stream/stream';
import { TelemetryVpcEndpointProps } from '../stream/vpc-endpoint-props';

/**
 * The methods that are common to streams that this app creates and to imported streams.
 *
 * @internal
 */
export abstract class TelemetryOperations extends Construct implements ITelemetryOperations {
  /** The stream that receives the telemetry. */
  public abstract readonly stream: kinesis.IStream;

  /**
   * The implementation of the public methods.
   * @internal
   */
  protected abstract readonly _operations: Operations;

  /**
   * Grants permission to read the stream, and to decrypt with its customer managed key, if it has one.
   *
   * `addConsumer` already grants this permission to its function.
   *
   * @param grantee the principal: a role, a function, …
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this._operations.streamFor(grantee).grantRead(grantee);
  }

  /**
   * Grants permission to put records into the stream (`kinesis:PutRecords`), and to encrypt with its customer managed key, if it has one.
   *
   * Attached functions already have this permission. Use this method for roles of which the app knows only the ARN, and for your own
   * producers. Producers should write envelopes: consumers treat other data as damaged.
   *
   * @param grantee the principal: a role, a function, …
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return grantWriteTo(this._operations.streamFor(grantee), grantee);
  }

  /**
   * Invokes a function with the records of the stream, in full batches and in order. Batches that fail are reported.
   *
   * It creates the event source with partial batch responses, the permission to read the stream, and a queue for batches that Lambda
   * discards after failed retries, all under the function. The module `cdk-kinesis-telemetry-extension/consumer` decodes the records in the function.
   *
   * The function must not stream its own telemetry to this stream: each invocation would cause another one. This is an error at synth time.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:consumerRoleNotChanged`: the function's role is imported and cannot be changed here
   * - `cdk-kinesis-telemetry-extension:filtersOfUnknownFormat`: there are filters, but the format of the records is unknown
   *
   * @param fn a function with any runtime, as an L2 or an L1, or a version or an alias of it
   * @param props settings of the consumer
   * @returns the consumer with its event source, its queue, and metrics of both
   * @throws when a prop is out of range or conflicts with another prop, when filters would omit every event, when the
   * function is already a consumer, or when it is imported without its role; the message names the construct and the function
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
   */
  public addConsumer(fn: aws_lambda.IFunctionRef, props?: TelemetryConsumerProps): TelemetryConsumer {
    return this._operations.addConsumer(fn, props);
  }

  /**
   * Returns a metric of the extension by its name. The metrics have the namespace `KinesisTelemetryExtension` and the dimension `StreamName`.
   *
   * CloudWatch extracts the metrics from the logs of the functions (embedded metric format). They exist only for functions that may write logs,
   * in the account and region of the functions.
   *
   * @param metricName one of the names in docs/operations.md
   * @param props options of the metric; by default the sum over 5 minutes, or the maximum for `BufferPeak`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, metricName, props);
  }

  /**
   * The number of events that the extension received.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricReceivedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'ReceivedEvents', props);
  }

  /**
   * The number of events that Kinesis acknowledged.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricDeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'DeliveredEvents', props);
  }

  /**
   * The number of events that were dropped because the buffer was full or they were too large.
   *
   * These events are lost. A `telemetry.dropped` event in the stream counts them.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricDroppedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'DroppedEvents', props);
  }

  /**
   * The number of events that a filter or sampling left out on purpose.
   *
   * A `telemetry.omitted` event in the stream counts them by rule. There is no value for an environment without such events.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricOmittedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'OmittedEvents', props);
  }

  /**
   * The number of events that could not be delivered before their environment ended.
   *
   * These events are not in the stream. With `UndeliveredEvents.LOG` they are in the log.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricUndeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'UndeliveredEvents', props);
  }

  /**
   * The number of records that were retried because Kinesis rejected them or did not answer.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricRetriedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'RetriedRecords', props);
  }

  /**
   * The number of flushes: how often an environment sent its buffered events.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricFlushes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'Flushes', props);
  }

  /**
   * The total time, in milliseconds, that invocations were held.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricHoldTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'HoldTime', props);
  }

  /**
   * The maximum number of bytes that were buffered in an environment.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   */
  public metricBufferPeak(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'BufferPeak', props);
  }

  /**
   * The number of bytes that were put into the stream.
   *
   * Kinesis reports it every minute, in the namespace `AWS/Kinesis`.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricIncomingBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return streamMetric(this.stream, 'IncomingBytes', props);
  }

  /**
   * The number of records that were put into the stream.
   *
   * Kinesis reports it every minute, in the namespace `AWS/Kinesis`.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricIncomingRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return streamMetric(this.stream, 'IncomingRecords', props);
  }

  /**
   * The age, in milliseconds, of the last record that a reader received: how far the slowest reader is behind.
   *
   * It covers all readers that poll the stream, including Firehose and functions, but not enhanced fan-out.
   *
   * Kinesis reports it every minute, in the namespace `AWS/Kinesis`.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricIteratorAge(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return streamMetric(this.stream, 'GetRecords.IteratorAgeMilliseconds', props);
  }

  /**
   * The number of records that the stream throttled. The extension retries them.
   *
   * Kinesis reports it every minute, in the namespace `AWS/Kinesis`.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricThrottledRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return streamMetric(this.stream, 'PutRecords.ThrottledRecords', props);
  }

  /**
   * The number of reads that were throttled because the readers together exceeded the throughput of the stream.
   *
   * Kinesis reports it every minute, in the namespace `AWS/Kinesis`.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
   */
  public metricThrottledReads(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return streamMetric(this.stream, 'ReadProvisionedThroughputExceeded', props);
  }

  /**
   * Archives the telemetry in S3. Firehose writes it as compressed lines of JSON, in folders that Athena can read.
   *
   * It creates a delivery stream, a role that may only read this stream and write to two folders of the bucket, a log group for errors, and a
   * bucket. The bucket is private and encrypted, rejects unencrypted connections, and moves old objects to a storage class that is
   * cheap to store and can be read at once.
   *
   * Firehose deaggregates only records in the aggregated format. It concatenates compressed records (`Compression`, or the format of
   * CloudWatch Logs), which results in a valid compressed file. Invalid combinations are an error.
   *
   * A stream can have several archives, for example one for each team or retention. Each of them reads the whole stream and is billed.
   *
   * @param id the id of the archive, unique among the archives of this stream
   * @param props settings of the archive
   * @returns the archive with its bucket, its delivery stream, and metrics
   * @throws when a prop is out of range, conflicts with a given bucket, or does not fit the records of this stream, or when the folder of another
   * archive overlaps
   * @see https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html
   */
  public addArchive(id: string, props?: TelemetryArchiveProps): TelemetryArchive {
    return this._operations.addArchive(id, props);
  }

  /**
   * Adds an interface endpoint with private DNS, through which the functions of a VPC reach Kinesis without a route to the internet.
   *
   * Attached functions whose security groups do not let everything out (`allowAllOutbound: false`) may connect to it, if the groups are in the stack
   * of the endpoint; a group of another stack would import the endpoint's group, and block later deployments. The functions need no other change.
   *
   * The endpoint is billed per hour and availability zone, and for the data that it processes.
   *
   * @param vpc the VPC of the functions, in the region of the stream
   * @param props settings of the endpoint
   * @throws when the VPC is in another region than the stream, when DNS is disabled in the VPC, or when the VPC already has an endpoint for Kinesis
   * with private DNS
   * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
   */
  public addVpcEndpoint(vpc: ec2.IVpc, props?: TelemetryVpcEndpointProps): ec2.InterfaceVpcEndpoint {
    return this._operations.addVpcEndpoint(vpc, props);
  }

  /**
   * Creates alarms for telemetry that is lost or about to be lost: events are dropped or undelivered, the stream repeatedly throttles
   * records, a reader is so far behind that records will expire, Lambda discards batches, or the archive receives no data.
   *
   * The alarms cover all consumers and archives, including those that are added later. docs/operations.md describes what to do for each alarm.
   *
   * @param props the actions of the alarms, and settings that override their defaults
   * @throws when a setting is out of range, or when there already are alarms
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public addAlarms(props?: TelemetryAlarmsProps): TelemetryAlarms {
    return this._operations.addAlarms(props);
  }

  /**
   * Creates a CloudWatch dashboard that shows lost events, throughput, the delay of readers, the cost for the functions, and each consumer
   * and archive.
   *
   * It includes all alarms, consumers and archives of this stack, including those that are added later. docs/operations.md has a picture of
   * it.
   *
   * @param props settings of the dashboard
   * @returns the dashboard; widgets that you add to it are placed below the existing widgets
   * @throws when the name is invalid, or when there already is a dashboard
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public addDashboard(props?: TelemetryDashboardProps): cloudwatch.Dashboard {
    return this._operations.addDashboard(props);
  }

  /**
   * Returns the widgets of the dashboard that `addDashboard` creates, for a dashboard of your own:
   * `dashboard.addWidgets(...telemetry.dashboardWidgets())`.
   *
   * The widgets are as wide as a dashboard. They include what is added later.
   *
   * @param props the content of the widgets
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public dashboardWidgets(props?: TelemetryWidgetsProps): cloudwatch.IWidget[] {
    return this._operations.dashboardWidgets(props);
  }
}
