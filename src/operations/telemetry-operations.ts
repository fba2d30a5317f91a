import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { TelemetryArchive } from './archive/archive';
import { TelemetryArchiveProps } from './archive/archive-props';
import { TelemetryConsumer } from './consumer/consumer';
import { TelemetryConsumerProps } from './consumer/consumer-props';
import { Operations } from './operations';
import { AlarmOverrides } from './watch/alarm-override';
import { TelemetryAlarms } from './watch/alarms';
import { TelemetryDashboardProps } from './watch/dashboard-props';
import { extensionMetric, streamMetric } from './watch/metrics';
import { grantWriteTo } from '../stream/stream';
import { TelemetryVpcEndpointProps } from '../stream/vpc-endpoint-props';

/** What is done with a stream of telemetry, whoever has made it: read it, keep it, watch over it. */
export abstract class TelemetryOperations extends Construct {
  /** The stream that receives the telemetry. */
  public abstract readonly stream: kinesis.IStream;

  /**
   * What the methods below do their work with.
   * @internal
   */
  protected abstract readonly _operations: Operations;

  /**
   * Allows somebody to read the stream, and to decrypt with its customer-managed key if it has one.
   *
   * Functions that are given to `addConsumer` have this permission already.
   *
   * @param grantee who is allowed: a role, a function, …
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.stream.grantRead(grantee);
  }

  /**
   * Allows somebody to put records into the stream (`kinesis:PutRecords`), and to use its customer-managed key for that if it has one.
   *
   * Functions that are attached have this permission already. This is for roles of which only the ARN is known here, and for
   * producers of your own: what they write should be envelopes, or consumers take it for damage.
   *
   * @param grantee who is allowed: a role, a function, …
   * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
   */
  public grantWrite(grantee: iam.IGrantable): iam.Grant {
    return grantWriteTo(this.stream, grantee);
  }

  /**
   * Calls a function with what the stream carries: full batches, in order, and nothing that fails is lost unseen.
   *
   * It makes the event source with partial-batch responses, the permission to read, and a queue that tells of batches that were
   * given up, all under the function. The module `cdk-kinesis-telemetry-extension/consumer` decodes the records in the function.
   *
   * The function must not stream its own telemetry to this stream, or each call would cause the next one: that is an error at synth.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:consumerRoleNotChanged`: the function's role is imported and may not be changed here
   * - `cdk-kinesis-telemetry-extension:filtersOfUnknownFormat`: filters, and it is not known here what records are like
   *
   * @param fn a function of any runtime, or a version or an alias of one
   * @param props what is not as it is for most
   * @returns the event source, the queue, and metrics of both
   * @throws when a prop is out of range or not allowed beside another, when filters would leave out every event, and when the
   * function is a consumer already; the message names the construct and the function
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
   */
  public addConsumer(fn: lambda.IFunction, props?: TelemetryConsumerProps): TelemetryConsumer {
    return this._operations.addConsumer(fn, props);
  }

  /**
   * A metric of the extension by its name: they are in the namespace `KinesisTelemetryExtension`, with the dimension `StreamName`.
   *
   * They come from the logs of the functions (embedded metric format), so only of functions that may write those, and in the account and
   * region of the functions.
   *
   * @param metricName one of the names in docs/operations.md
   * @param props what is not as by default: over 5 minutes, the sum, or the maximum of `BufferPeak`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, metricName, props);
  }

  /**
   * How many events the extension has taken in.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricReceivedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'ReceivedEvents', props);
  }

  /**
   * How many events Kinesis has acknowledged.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricDeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'DeliveredEvents', props);
  }

  /**
   * How many events were dropped, as the buffer was full or they were too large: they are lost, and a `telemetry.dropped` event in the stream names them.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricDroppedEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'DroppedEvents', props);
  }

  /**
   * How many events could not be delivered before their environment ended: they are not in the stream, and by setting (`undeliveredEvents`) in the log.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricUndeliveredEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'UndeliveredEvents', props);
  }

  /**
   * How many records were sent again, as Kinesis had refused them or had not answered.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricRetriedRecords(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'RetriedRecords', props);
  }

  /**
   * How often an environment has sent what it had.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricFlushes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'Flushes', props);
  }

  /**
   * For how many milliseconds invocations were held open for their telemetry.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   */
  public metricHoldTime(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'HoldTime', props);
  }

  /**
   * How many bytes waited in an environment at the most.
   *
   * The extension reports it once for each environment, when that ends.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   */
  public metricBufferPeak(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return extensionMetric(this.stream, 'BufferPeak', props);
  }

  /**
   * How many bytes were put into the stream.
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
   * How many records were put into the stream.
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
   * How old, in milliseconds, the last record was that a reader got: how far the slowest of them is behind. It tells of all that poll the stream, Firehose and functions among them, and not of enhanced fan-out.
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
   * How many records the stream refused, as they were more than it takes. The extension sends them again.
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
   * How often readers were refused, as together they read more than the stream gives.
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
   * Keeps the telemetry in S3: Firehose writes it there as it is, lines of JSON, compressed, in folders that Athena reads.
   *
   * It makes the delivery stream, a role that may read this stream and write to two folders of the bucket and nothing else, a log for what
   * goes wrong, and a bucket that is private, encrypted, refuses unencrypted connections and moves old objects to Glacier.
   *
   * Of the formats of records Firehose takes only the aggregated one apart. Compressed records (`Compression`, or the format of CloudWatch
   * Logs) are written one behind the other, which is a valid compressed file. What cannot be combined is an error.
   *
   * @param bucket the bucket, whose life is yours then; without it one is made
   * @param props what is not as it is for most
   * @returns the bucket, the delivery stream, and metrics of it
   * @throws when a prop is out of range, not allowed beside a given bucket or impossible with the records of this stream, and when there is an
   * archive already
   * @see https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html
   */
  public archiveTo(bucket?: s3.IBucket, props?: TelemetryArchiveProps): TelemetryArchive {
    return this._operations.archiveTo(bucket, props);
  }

  /**
   * Gives functions in a VPC without a route to the internet a way to Kinesis: an interface endpoint with private DNS. Functions need no
   * change for it.
   *
   * It is billed by the hour and availability zone, and by what passes.
   *
   * @param vpc the VPC of the functions, in the region of the stream
   * @param props what is not as it is for most
   * @throws when the VPC is in another region than the stream, has its DNS switched off, or has an endpoint of this construct already
   * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
   */
  public addVpcEndpoint(vpc: ec2.IVpc, props?: TelemetryVpcEndpointProps): ec2.InterfaceVpcEndpoint {
    return this._operations.addVpcEndpoint(vpc, props);
  }

  /**
   * Makes alarms that go off only when telemetry is lost, or is about to be: events were dropped or not delivered, the stream refuses
   * records again and again, a reader is so far behind that records will expire, batches were given up, the archive stands still.
   *
   * Consumers and archives are watched whether they were added before or are added afterwards. What to do when is in docs/operations.md.
   *
   * @param topic is told of each alarm; without it the alarms are only there to be seen. A topic with a customer-managed key needs a
   * key policy that lets CloudWatch use it, and one with the key that AWS manages for SNS is told nothing
   * @param overrides what is different for you
   * @throws when an override is out of range, or there are alarms already
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
   */
  public addAlarms(topic?: sns.ITopic, overrides?: AlarmOverrides): TelemetryAlarms {
    return this._operations.addAlarms(topic, overrides);
  }

  /**
   * Makes a CloudWatch dashboard with what an operator needs in one look: whether something is lost, how much passes, how far readers
   * are behind, what it costs the functions, and each consumer and archive.
   *
   * Alarms, consumers and archives are on it whether they were added before or are added afterwards; those in other stacks are not. A
   * picture of it is in docs/operations.md.
   *
   * @param props what is different for you
   * @returns the dashboard; widgets that are added to it stand below ours
   * @throws when the name is none, or there is a dashboard already
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
   */
  public addDashboard(props?: TelemetryDashboardProps): cloudwatch.Dashboard {
    return this._operations.addDashboard(props);
  }
}
