import { ArnFormat, Duration, Size, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { createArchiveBucket } from './archive-bucket';
import { areCompressed, checkArchiveProps } from './archive-checks';
import { checkFolders } from './archive-folders';
import { createLogGroup } from './archive-log';
import { ArchivePartitioning } from './archive-partitioning';
import { TelemetryArchiveProps } from './archive-props';
import { TelemetryTable } from './table/table';
import { TelemetryTableProps } from './table/table-props';
import { explainToNag, explainWildcardsToNag } from '../../checks/nag-reasons';
import { injectedProps } from '../../resources/injected-props';
import { Compression } from '../../settings/compression';
import { RecordFormat } from '../../settings/record-format';
import { StreamContents } from '../../stream/stream-contents';

const DEFAULT_PREFIX = 'telemetry/';
const DEFAULT_ERROR_PREFIX = 'telemetry-errors/';
/** The longest: S3 moves no objects below 128 KB to another storage class, and small objects are slow to query. */
const DEFAULT_INTERVAL = Duration.minutes(15);
const DEFAULT_SIZE = Size.mebibytes(128);

/** A fixed name, so that the permission needs no wildcard. */
const LOG_STREAM = 'S3Delivery';

const BY_DATE = 'date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/';
const BY_FUNCTION = 'function=!{partitionKeyFromQuery:function}/';
/** A jq expression for the function name in an ARN such as arn:aws:lambda:eu-west-1:123456789012:function:orders, without a qualifier. */
const FUNCTION_QUERY = '{function: (.source | split(":") | .[6])}';

/** The stream that is archived. */
interface Archived {
  readonly owner: Construct;
  readonly stream: kinesis.IStream;
  readonly contents: StreamContents;
  readonly archives: readonly TelemetryArchive[];
}

/**
 * An archive that `addArchive` creates: a Firehose delivery stream that writes the telemetry to S3 as lines of JSON, in folders that Athena can read.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/what-is-this-service.html
 */
export class TelemetryArchive extends Construct {
  /** The id of this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-kinesis-telemetry-extension.TelemetryArchive';

  /** @internal */
  public static _of(id: string, archived: Archived, given: TelemetryArchiveProps): TelemetryArchive {
    const { owner, contents, archives } = archived;
    const props = injectedProps(TelemetryArchive.PROPERTY_INJECTION_ID, given, { scope: owner, id });
    try {
      checkArchiveProps(props, contents);
      const { bucket, prefix = DEFAULT_PREFIX, errorPrefix = DEFAULT_ERROR_PREFIX } = props;
      checkFolders(owner, { bucket, prefix, errorPrefix }, archives);
    } catch (cause) {
      throw new Error(`${owner.node.path}, addArchive ${id}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return new TelemetryArchive(id, archived, props);
  }

  /** The bucket with the telemetry: the given bucket, or the bucket that `addArchive` creates. */
  public readonly bucket: s3.IBucket;

  /** The folder of the archive in the bucket. It ends with a slash. */
  public readonly prefix: string;

  /** The folder for records that Firehose could not partition or deliver. It ends with a slash. */
  public readonly errorPrefix: string;

  /** The name of the Firehose delivery stream. */
  public readonly deliveryStreamName: string;

  /** The ARN of the Firehose delivery stream. */
  public readonly deliveryStreamArn: string;

  /** The log group for the delivery errors of Firehose. It keeps them for a month. */
  public readonly logGroup: logs.ILogGroup;

  private readonly props: TelemetryArchiveProps;
  private readonly contents: StreamContents;
  private readonly accessLogsBucket?: s3.IBucket;

  private constructor(id: string, { owner, stream, contents }: Archived, props: TelemetryArchiveProps) {
    super(owner, id);
    this.props = props;
    this.contents = contents;
    const { prefix = DEFAULT_PREFIX, errorPrefix = DEFAULT_ERROR_PREFIX } = props;
    this.prefix = prefix;
    this.errorPrefix = errorPrefix;
    const created = props.bucket ? undefined : createArchiveBucket(this, props, prefix);
    this.bucket = props.bucket ?? created!.bucket;
    this.accessLogsBucket = created?.accessLogsBucket;
    const logGroup = createLogGroup(this, props);
    this.logGroup = logGroup;
    const logStream = new logs.LogStream(this, 'LogStream', { logGroup, logStreamName: LOG_STREAM });

    const role = createRole(this);
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'Firehose reads telemetry from a Kinesis stream and writes it to S3',
      roles: [role],
      statements: [...readStatements(stream), ...writeStatements(this.bucket, [prefix, errorPrefix]), this.logStatement()],
    });
    explainWildcardsToNag(policy, 'Firehose makes up the names of the objects: the wildcards stand for them, in the two folders of the archive');

    const byFunction = props.partitioning === ArchivePartitioning.FUNCTION_AND_DATE;
    const compression = props.compression ?? (areCompressed(contents) ? firehose.Compression.UNCOMPRESSED : firehose.Compression.GZIP);
    const deliveryStream = new firehose.CfnDeliveryStream(this, 'DeliveryStream', {
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn: stream.streamArn, roleArn: role.roleArn },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${prefix}${byFunction ? BY_FUNCTION : ''}${BY_DATE}`,
        errorOutputPrefix: `${errorPrefix}!{firehose:error-output-type}/${BY_DATE}`,
        bufferingHints: {
          intervalInSeconds: (props.bufferingInterval ?? DEFAULT_INTERVAL).toSeconds(),
          sizeInMBs: (props.bufferingSize ?? DEFAULT_SIZE).toMebibytes(),
        },
        compressionFormat: compression.value,
        fileExtension: fileExtension(contents, compression),
        cloudWatchLoggingOptions: { enabled: true, logGroupName: logGroup.logGroupName, logStreamName: logStream.logStreamName },
        ...byFunction && {
          dynamicPartitioningConfiguration: { enabled: true },
          processingConfiguration: { enabled: true, processors: processors(contents) },
        },
      },
    });
    // Firehose checks its permissions when the delivery stream is created.
    deliveryStream.node.addDependency(policy);
    // When the stack is deleted, Firehose must have stopped before the bucket is emptied.
    if (!props.bucket) deliveryStream.node.addDependency(this.bucket);
    explainToNag(deliveryStream, {
      ids: ['AwsSolutions-KDF1'], reason: 'The source is a Kinesis data stream, which is encrypted itself; Firehose allows no other encryption then',
    });
    this.deliveryStreamName = deliveryStream.ref;
    this.deliveryStreamArn = deliveryStream.attrArn;
  }

  /**
   * Creates a table with which Athena queries the archive: a database with a view of the telemetry, a workgroup that limits what a query reads,
   * and saved queries. Nothing has to load partitions.
   *
   * Records in the format of CloudWatch Logs are an error, because they have no line breaks. So are objects that Firehose compresses with anything
   * but gzip. If another app attaches the functions, it must use neither.
   *
   * @param props options of the table
   * @see https://docs.aws.amazon.com/athena/latest/ug/what-is.html
   */
  public addTable(props: TelemetryTableProps = {}): TelemetryTable {
    const { bucket, prefix, props: archiveProps, contents, accessLogsBucket } = this;
    return TelemetryTable._of({ archive: this, bucket, prefix, props: archiveProps, contents, accessLogsBucket }, props);
  }

  /**
   * The age, in seconds, of the oldest record that Firehose has not delivered yet.
   *
   * @param props options of the metric; by default the maximum over 5 minutes
   * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
   */
  public metricFreshness(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DeliveryToS3.DataFreshness', { statistic: cloudwatch.Stats.MAXIMUM, ...props });
  }

  /**
   * The number of delivered bytes, before compression.
   *
   * @param props options of the metric; by default the sum over 5 minutes
   * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
   */
  public metricDeliveredBytes(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('DeliveryToS3.Bytes', { statistic: cloudwatch.Stats.SUM, ...props });
  }

  private metric(metricName: string, props: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/Firehose', metricName, dimensionsMap: { DeliveryStreamName: this.deliveryStreamName }, ...props });
  }

  private logStatement(): iam.PolicyStatement {
    const logStreamArn = Stack.of(this).formatArn({
      service: 'logs', resource: 'log-group', resourceName: `${this.logGroup.logGroupName}:log-stream:${LOG_STREAM}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logStreamArn] });
  }
}

/** The condition protects against confused deputies. https://docs.aws.amazon.com/firehose/latest/dev/cross-service-confused-deputy-prevention.html */
function createRole(scope: Construct): iam.Role {
  return new iam.Role(scope, 'Role', {
    description: 'Firehose reads telemetry from a Kinesis stream and writes it to S3',
    assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } } }),
  });
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role */
function readStatements({ streamArn, encryptionKey }: kinesis.IStream): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'], resources: [streamArn],
    }),
    ...encryptionKey ? [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] })] : [],
  ];
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
function writeStatements(bucket: s3.IBucket, prefixes: string[]): iam.PolicyStatement[] {
  const { encryptionKey } = bucket;
  return [
    new iam.PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], resources: [bucket.bucketArn],
    }),
    new iam.PolicyStatement({
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    }),
    ...encryptionKey ? [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn] })] : [],
  ];
}

/** Firehose deaggregates aggregated records without a processor. It splits NDJSON records with a processor, which removes the line breaks. */
function processors({ records }: StreamContents): firehose.CfnDeliveryStream.ProcessorProperty[] {
  const extraction = {
    type: 'MetadataExtraction',
    parameters: [
      { parameterName: 'MetadataExtractionQuery', parameterValue: FUNCTION_QUERY },
      { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
    ],
  };
  if (records?.recordFormat === RecordFormat.KPL_AGGREGATED) return [extraction];
  return [
    { type: 'RecordDeAggregation', parameters: [{ parameterName: 'SubRecordType', parameterValue: 'JSON' }] },
    extraction,
    { type: 'AppendDelimiterToRecord' },
  ];
}

/** Athena and other tools detect the compression of an object by its file extension. */
function fileExtension({ records }: StreamContents, compression: firehose.Compression): string | undefined {
  if (records?.recordFormat === RecordFormat.CLOUDWATCH_LOGS) return '.json.gz';
  if (records?.compression === Compression.GZIP) return '.ndjson.gz';
  if (records?.compression === Compression.ZSTD) return '.ndjson.zst';
  switch (compression.value) {
    case firehose.Compression.GZIP.value: return '.ndjson.gz';
    case firehose.Compression.UNCOMPRESSED.value: return '.ndjson';
    default: return undefined;
  }
}
