import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { IConstruct } from 'constructs';
import { TelemetryArchive } from './archive/archive';
import { TelemetryArchiveProps } from './archive/archive-props';
import { TelemetryConsumer } from './consumer/consumer';
import { TelemetryConsumerProps } from './consumer/consumer-props';
import { TelemetryAlarms } from './watch/alarms';
import { TelemetryAlarmsProps } from './watch/alarms-props';
import { TelemetryDashboardProps, TelemetryWidgetsProps } from './watch/dashboard-props';
import { TelemetryVpcEndpointProps } from '../stream/vpc-endpoint-props';

/** Whatever has a stream of telemetry: methods to consume, archive and monitor it. */
export interface ITelemetryOperations extends IConstruct {
  /** The stream that receives the telemetry. */
  readonly stream: kinesis.IStream;

  /**
   * Grants permission to read the stream, and to decrypt with its customer managed key, if it has one.
   *
   * @param grantee the principal: a role, a function, …
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants permission to put records into the stream, and to encrypt with its customer managed key, if it has one.
   *
   * @param grantee the principal: a role, a function, …
   */
  grantWrite(grantee: iam.IGrantable): iam.Grant;

  /**
   * Invokes a function with the records of the stream, in full batches and in order. Batches that fail are reported.
   *
   * @param fn a function with any runtime, as an L2 or an L1, or a version or an alias of it
   * @param props settings of the consumer
   */
  addConsumer(fn: aws_lambda.IFunctionRef, props?: TelemetryConsumerProps): TelemetryConsumer;

  /**
   * Returns a metric of the extension by its name.
   *
   * @param metricName one of the names in docs/operations.md
   * @param props options of the metric; by default the sum over 5 minutes, or the maximum for `BufferPeak`
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of events that the extension received.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricReceivedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of events that Kinesis acknowledged.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricDeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of events that were dropped because the buffer was full or they were too large.
   *
   * These events are lost. A `telemetry.dropped` event in the stream counts them.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricDroppedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of events that a filter or sampling left out on purpose.
   *
   * A `telemetry.omitted` event in the stream counts them by rule. There is no value for an environment without such events.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricOmittedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of events that could not be delivered before their environment ended.
   *
   * These events are not in the stream. With `UndeliveredEvents.LOG` they are in the log.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricUndeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of records that were retried because Kinesis rejected them or did not answer.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricRetriedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of flushes: how often an environment sent its buffered events.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricFlushes(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The total time, in milliseconds, that invocations were held.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricHoldTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The maximum number of bytes that were buffered in an environment.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   */
  metricBufferPeak(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of bytes that were put into the stream.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricIncomingBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of records that were put into the stream.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricIncomingRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The age, in milliseconds, of the last record that a reader received: how far the slowest reader is behind.
   *
   * It covers all readers that poll the stream, including Firehose and functions, but not enhanced fan-out.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   */
  metricIteratorAge(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of records that the stream throttled. The extension retries them.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricThrottledRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The number of reads that were throttled because the readers together exceeded the throughput of the stream.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  metricThrottledReads(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Archives the telemetry in S3.
   *
   * @param id the id of the archive, unique among the archives of this stream
   * @param props settings of the archive
   */
  addArchive(id: string, props?: TelemetryArchiveProps): TelemetryArchive;

  /**
   * Adds an interface endpoint, through which the functions of a VPC reach Kinesis without a route to the internet.
   *
   * @param vpc the VPC of the functions
   * @param props settings of the endpoint
   */
  addVpcEndpoint(vpc: ec2.IVpc, props?: TelemetryVpcEndpointProps): ec2.InterfaceVpcEndpoint;

  /**
   * Creates alarms for telemetry that is lost or about to be lost.
   *
   * @param props the actions of the alarms, and settings that override their defaults
   */
  addAlarms(props?: TelemetryAlarmsProps): TelemetryAlarms;

  /**
   * Creates a dashboard with the metrics of the extension and the stream.
   *
   * @param props settings of the dashboard
   */
  addDashboard(props?: TelemetryDashboardProps): cloudwatch.Dashboard;

  /**
   * Returns the widgets of the dashboard, for a dashboard of your own.
   *
   * @param props the content of the widgets
   */
  dashboardWidgets(props?: TelemetryWidgetsProps): cloudwatch.IWidget[];
}
