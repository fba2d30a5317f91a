import { IAspect } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct, IMixin } from 'constructs';
import { AttachToAllOptions } from './attach/all/attach-to-all-options';
import { AttachOptions } from './attach/attach-options';
import { TelemetryArchive } from './operations/archive/archive';
import { TelemetryArchiveProps } from './operations/archive/archive-props';
import { TelemetryConsumer } from './operations/consumer/consumer';
import { TelemetryConsumerProps } from './operations/consumer/consumer-props';
import { AlarmOverrides } from './operations/watch/alarm-override';
import { TelemetryAlarms } from './operations/watch/alarms';
import { TelemetryDashboardProps } from './operations/watch/dashboard-props';
import { TelemetryVpcEndpointProps } from './stream/vpc-endpoint-props';

/**
 * An extension that streams the telemetry of attached Lambda functions to a Kinesis data stream.
 *
 * This app creates it (`new KinesisTelemetryExtension`) or imports it (`KinesisTelemetryExtension.fromParameters`,
 * `KinesisTelemetryExtension.fromAttributes`).
 */
export interface IKinesisTelemetryExtension extends IConstruct {
  /** The stream that receives the telemetry. */
  readonly stream: kinesis.IStream;

  /** The layer with the extension. `attachTo` adds it to a function, together with the settings and the permission. */
  readonly layer: lambda.ILayerVersion;

  /** The policy that a function's role needs: `kinesis:PutRecords` on the stream, and use of the stream's customer managed key, if it has one. */
  readonly policy: iam.IManagedPolicy;

  /** The environment variables that a function needs, by name. */
  readonly environment: { [variable: string]: string };

  /**
   * Adds the layer, the settings and the permission to a function.
   *
   * Attaching a function twice has the same effect as attaching it once.
   *
   * @param fn a function of this app on any runtime on Amazon Linux 2 or newer; or a version or an alias of such a function
   * @param options settings for this function
   */
  attachTo(fn: lambda.IFunction, options?: AttachOptions): void;

  /**
   * Attaches all functions that currently are in a construct, a stack or an app. Functions that cannot be attached are skipped.
   *
   * @param scope the construct, stack or app with the functions
   * @param options the functions to attach, and their settings
   */
  attachToAll(scope: IConstruct, options?: AttachToAllOptions): void;

  /**
   * Returns an Aspect that works like `attachToAll`, and also attaches functions that are added later.
   *
   * @param options the functions to attach, and their settings
   */
  asAspect(options?: AttachToAllOptions): IAspect;

  /**
   * Returns a Mixin that works like `attachToAll`, for `construct.with(…)`.
   *
   * @param options the functions to attach, and their settings
   */
  asMixin(options?: AttachToAllOptions): IMixin;

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
   * @param fn a function with any runtime, or a version or an alias of it
   * @param props settings of the consumer
   */
  addConsumer(fn: lambda.IFunction, props?: TelemetryConsumerProps): TelemetryConsumer;

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
   * @param bucket the bucket for the objects; by default a new bucket
   * @param props settings of the archive
   */
  archiveTo(bucket?: s3.IBucket, props?: TelemetryArchiveProps): TelemetryArchive;

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
   * @param topic the topic that each alarm notifies; by default none
   * @param overrides settings that override the defaults of the alarms
   */
  addAlarms(topic?: sns.ITopic, overrides?: AlarmOverrides): TelemetryAlarms;

  /**
   * Creates a dashboard with the metrics of the extension and the stream.
   *
   * @param props settings of the dashboard
   */
  addDashboard(props?: TelemetryDashboardProps): cloudwatch.Dashboard;
}
