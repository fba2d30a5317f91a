import { Annotations, Duration, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { Construct, IConstruct } from 'constructs';
import { checkConsumerProps, LONGEST_RECORD_AGE } from './consumer-checks';
import { TelemetryConsumerProps } from './consumer-props';
import { checkRole, consumingFunction } from './consuming-function';
import { explainToNag } from '../../checks/nag-reasons';
import { functionOf } from '../../function/find-function';
import { variablesOf } from '../../function/function-configuration';
import { injectedProps } from '../../resources/injected-props';
import { STREAM_ARN } from '../../settings/settings';
import { compareEnvironments, Environment } from '../../stacks/places';
import { consumerId, isConsumerOf } from '../../stream/consumer-id';
import { StreamContents } from '../../stream/stream-contents';

const DEFAULT_BATCH_SIZE = 500;
const DEFAULT_WINDOW = Duration.seconds(5);
const DEFAULT_RETRY_ATTEMPTS = 10;
/** The maximum of SQS, because a person must handle the messages. */
const FAILURE_RETENTION = Duration.days(14);

/** The ids are public: apps use them to acknowledge warnings. The documentation of `addConsumer` lists them. */
const UNCHANGED_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:consumerRoleNotChanged';
const UNKNOWN_FORMAT_WARNING = 'cdk-kinesis-telemetry-extension:filtersOfUnknownFormat';

/** A stream and the properties of its records. */
interface ConsumedStream {
  readonly owner: IConstruct;
  readonly stream: kinesis.IStream;
  /** Where the stream is. */
  readonly env: Environment;
  /** The stream with its key, for the stack of the function. */
  readonly grantable: kinesis.IStream;
  /** The stream with its key, for the stack of the principal. */
  readonly grantableFor: (grantee: iam.IGrantable) => kinesis.IStream;
  readonly contents: StreamContents;
}

/**
 * A consumer that `addConsumer` creates: the event source that invokes a function, the permission to read the stream, and the queue for
 * batches that Lambda discards.
 *
 * It is a child of the function in the construct tree, so its resources are in the function's stack.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class TelemetryConsumer extends Construct {
  /** The id of this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-kinesis-telemetry-extension.TelemetryConsumer';

  /**
   * Makes a function a consumer of a stream.
   * @internal
   */
  public static _of(fn: aws_lambda.IFunctionRef, source: ConsumedStream, given: TelemetryConsumerProps): TelemetryConsumer {
    const { owner, stream, env, contents } = source;
    const props = injectedProps(TelemetryConsumer.PROPERTY_INJECTION_ID, given, { scope: fn, id: consumerId(stream) });
    try {
      if (isConsumerOf(fn, stream)) {
        throw new Error('the function is already a consumer, and Lambda would pass each record to it twice. Call addConsumer only once');
      }
      checkRegion(fn, env);
      checkRole(fn);
      checkConsumerProps(props, contents);
    } catch (cause) {
      throw new Error(`${owner.node.path}, addConsumer for ${fn.node.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return new TelemetryConsumer(fn, source, props);
  }

  /** The function that Lambda invokes. */
  public readonly fn: lambda.IFunction;

  /** The event source mapping. */
  public readonly eventSourceMapping: lambda.IEventSourceMapping;

  /**
   * The queue for batches that Lambda discards.
   *
   * @default - none if `onFailure` or `discardFailures` is given
   */
  public readonly onFailureQueue?: sqs.IQueue;

  /**
   * The stream consumer with the dedicated throughput of the function.
   *
   * @default - none without `enhancedFanOut`
   */
  public readonly streamConsumer?: kinesis.IStreamConsumer;

  private readonly stream: kinesis.IStream;

  private constructor(given: aws_lambda.IFunctionRef, source: ConsumedStream, props: TelemetryConsumerProps) {
    const { owner, stream, contents } = source;
    super(given, consumerId(stream));
    const fn = consumingFunction(this, given);
    this.fn = fn;
    this.stream = stream;
    const failures = props.onFailure || props.discardFailures ? undefined : createFailureQueue(this);
    this.onFailureQueue = failures;
    if (props.enhancedFanOut) {
      this.streamConsumer = new kinesis.StreamConsumer(this, 'FanOut', {
        stream: source.grantable, streamConsumerName: Names.uniqueResourceName(this, { maxLength: 128, allowedSpecialCharacters: '-_.' }),
      });
    }
    this.eventSourceMapping = new lambda.EventSourceMapping(this, 'EventSource', {
      target: fn,
      eventSourceArn: this.streamConsumer?.streamConsumerArn ?? stream.streamArn,
      batchSize: props.batchSize ?? DEFAULT_BATCH_SIZE,
      maxBatchingWindow: props.maxBatchingWindow ?? DEFAULT_WINDOW,
      reportBatchItemFailures: props.reportBatchItemFailures ?? true,
      bisectBatchOnError: props.bisectBatchOnError ?? true,
      retryAttempts: props.retryAttempts ?? DEFAULT_RETRY_ATTEMPTS,
      maxRecordAge: props.maxRecordAge ?? halfOf(contents.retention),
      parallelizationFactor: props.parallelizationFactor ?? 1,
      startingPosition: props.startingPosition ?? lambda.StartingPosition.TRIM_HORIZON,
      startingPositionTimestamp: props.startingPositionTimestamp,
      onFailure: props.onFailure ?? (failures && new SqsDlq(failures)),
      supportS3OnFailureDestination: true,
      filters: props.filters,
      enabled: props.enabled,
    });
    this.permit(source);
    if (props.filters && !contents.records) {
      Annotations.of(this).addWarningV2(UNKNOWN_FORMAT_WARNING, `The filters of ${fn.node.path} work only if all functions that write to the `
        + 'stream have the recordFormat RecordFormat.KPL_AGGREGATED, which is unknown here. Lambda omits records in other formats');
    }
    this.node.addValidation({ validate: () => this.whatIsWrong(owner) });
  }

  /**
   * The age, in milliseconds, of the last record of each invocation: how far the function is behind. Lambda reports it for all event
   * sources of the function together.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public metricIteratorAge(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.fn.metric('IteratorAge', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /**
   * The number of discarded batches in `onFailureQueue`.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   * @throws when there is no such queue, because `onFailure` or `discardFailures` is given
   */
  public metricFailedBatches(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!this.onFailureQueue) {
      throw new Error(`${this.node.path} has no queue for failed batches, because onFailure or discardFailures is given. Use the metrics of your own destination`);
    }
    return this.onFailureQueue.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /** Grants the permission before the event source is created, because Lambda starts to read immediately. */
  private permit({ owner, grantableFor }: ConsumedStream): void {
    const grant = (this.streamConsumer ?? grantableFor(this.fn)).grantRead(this.fn);
    grant.applyBefore(this.eventSourceMapping);
    if (grant.success && !isImmutable(this.fn.role)) return;
    Annotations.of(this).addWarningV2(UNCHANGED_ROLE_WARNING, `The role of ${this.fn.node.path} is imported and cannot be changed here, so `
      + `Lambda may have no permission to read the stream of ${owner.node.path}. Allow this in the app that defines the role: kinesis:DescribeStream, `
      + 'kinesis:DescribeStreamSummary, kinesis:GetRecords, kinesis:GetShardIterator, kinesis:ListShards and kinesis:SubscribeToShard on the stream, '
      + 'kms:Decrypt with its key if it has one, and sqs:SendMessage to the queue for failed batches');
  }

  private whatIsWrong(owner: IConstruct): string[] {
    // For an alias, a version and a singleton, their function counts.
    const fn = functionOf(this.node.scope!);
    if (!fn) return [];
    const { construct, resource } = fn;
    const written = variablesOf(resource)?.[STREAM_ARN.variable];
    if (JSON.stringify(written) !== JSON.stringify(Stack.of(construct).resolve(this.stream.streamArn))) return [];
    return [`${construct.node.path} reads the stream of ${owner.node.path} and writes its own telemetry to it: each invocation would cause another one, in an `
      + 'endless loop. Do not attach the extension to this consumer, or attach an extension with another stream'];
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function checkRegion(fn: aws_lambda.IFunctionRef, env: Environment): void {
  if (compareEnvironments(fn.env, env).region !== 'different') return;
  throw new Error(`the function is in ${fn.env.region}, but the stream is in ${env.region}: Lambda reads only streams in its own region. Create the function in ${env.region}`);
}

function createFailureQueue(scope: Construct): sqs.Queue {
  const queue = new sqs.Queue(scope, 'Failures', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: FAILURE_RETENTION,
  });
  explainToNag(queue, {
    ids: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
    reason: 'This queue is a dead-letter queue itself: the on-failure destination of a Kinesis event source',
  });
  return queue;
}

function halfOf(retention: Duration): Duration {
  return Duration.seconds(Math.min(Math.floor(retention.toSeconds() / 2), LONGEST_RECORD_AGE.toSeconds()));
}

/** An imported, immutable role reports every grant as successful, but gets no policy. */
function isImmutable(role: iam.IRole | undefined): boolean {
  return role !== undefined && !iam.Role.isRole(role) && !role.node.findAll().some((child) => child instanceof iam.Policy);
}
