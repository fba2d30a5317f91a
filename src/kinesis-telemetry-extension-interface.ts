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
 * Streams the telemetry of the Lambda functions that it is attached to into a Kinesis data stream.
 *
 * One that this app makes (`new KinesisTelemetryExtension`), or one that was made elsewhere
 * (`KinesisTelemetryExtension.fromParameters`, `KinesisTelemetryExtension.fromAttributes`).
 */
export interface IKinesisTelemetryExtension extends IConstruct {
  /** The stream that receives the telemetry. */
  readonly stream: kinesis.IStream;

  /** The layer with the extension. `attachTo` adds it to a function, together with all that it needs. */
  readonly layer: lambda.ILayerVersion;

  /** The policy that a function's role needs: `kinesis:PutRecords` on the stream, and use of the stream's own key if it has one. */
  readonly policy: iam.IManagedPolicy;

  /** The environment variables that a function needs, by name. */
  readonly environment: { [variable: string]: string };

  /**
   * Gives a function the layer, the settings and the permission.
   *
   * Attaching a function twice is the same as attaching it once.
   *
   * @param fn a function with a Node.js runtime, nodejs22.x or newer, that this app makes; or a version or an alias of one
   * @param options what is to be different for this function
   */
  attachTo(fn: lambda.IFunction, options?: AttachOptions): void;

  /**
   * Attaches all functions of this app that are in a construct, a stack or the app by now, but for those that cannot be attached.
   *
   * @param scope where the functions are
   * @param options which functions, and what is to be different for them
   */
  attachToAll(scope: IConstruct, options?: AttachToAllOptions): void;

  /**
   * `attachToAll` as an Aspect: also for functions that are added later.
   *
   * @param options which functions, and what is to be different for them
   */
  asAspect(options?: AttachToAllOptions): IAspect;

  /**
   * `attachToAll` as a Mixin, for `construct.with(…)`.
   *
   * @param options which functions, and what is to be different for them
   */
  asMixin(options?: AttachToAllOptions): IMixin;

  /**
   * Allows somebody to read the stream, and to decrypt with its customer-managed key if it has one.
   *
   * @param grantee who is allowed: a role, a function, …
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Allows somebody to put records into the stream, and to use its customer-managed key for that if it has one.
   *
   * @param grantee who is allowed: a role, a function, …
   */
  grantWrite(grantee: iam.IGrantable): iam.Grant;

  /**
   * Calls a function with what the stream carries: full batches, in order, and nothing that fails is lost unseen.
   *
   * @param fn a function of any runtime, or a version or an alias of one
   * @param props what is not as it is for most
   */
  addConsumer(fn: lambda.IFunction, props?: TelemetryConsumerProps): TelemetryConsumer;

  /**
   * A metric of the extension by its name.
   *
   * @param metricName one of the names in docs/operations.md
   * @param props what is not as by default: over 5 minutes, the sum, or the maximum of `BufferPeak`
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many events the extension has taken in.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricReceivedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many events Kinesis has acknowledged.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricDeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many events were dropped, as the buffer was full or they were too large: they are lost, and a `telemetry.dropped` event in the stream names them.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricDroppedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many events could not be delivered before their environment ended: they are not in the stream, and by setting (`undeliveredEvents`) in the log.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricUndeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many records were sent again, as Kinesis had refused them or had not answered.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricRetriedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How often an environment has sent what it had.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricFlushes(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * For how many milliseconds invocations were held open for their telemetry.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricHoldTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many bytes waited in an environment at the most.
   *
   * @param props what is not as by default: the maximum over 5 minutes
   */
  metricBufferPeak(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many bytes were put into the stream.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricIncomingBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many records were put into the stream.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricIncomingRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How old, in milliseconds, the last record was that a reader got: how far the slowest of them is behind. It tells of all that poll the stream, Firehose and functions among them, and not of enhanced fan-out.
   *
   * @param props what is not as by default: the maximum over 5 minutes
   */
  metricIteratorAge(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How many records the stream refused, as they were more than it takes. The extension sends them again.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricThrottledRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * How often readers were refused, as together they read more than the stream gives.
   *
   * @param props what is not as by default: the sum over 5 minutes
   */
  metricThrottledReads(props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Keeps the telemetry in S3.
   *
   * @param bucket takes the objects; without it one is made
   * @param props what is not as it is for most
   */
  archiveTo(bucket?: s3.IBucket, props?: TelemetryArchiveProps): TelemetryArchive;

  /**
   * Lets the functions of a VPC reach Kinesis without a way to the internet.
   *
   * @param vpc where the functions are
   * @param props what is not as it is for most
   */
  addVpcEndpoint(vpc: ec2.IVpc, props?: TelemetryVpcEndpointProps): ec2.InterfaceVpcEndpoint;

  /**
   * Makes alarms that go off only when telemetry is lost, or is about to be.
   *
   * @param topic is told of each alarm
   * @param overrides what is different for you
   */
  addAlarms(topic?: sns.ITopic, overrides?: AlarmOverrides): TelemetryAlarms;

  /**
   * Makes a dashboard of the extension's figures and the stream's.
   *
   * @param props what is not as it is for most
   */
  addDashboard(props?: TelemetryDashboardProps): cloudwatch.Dashboard;
}
