import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ArchivePartitioning } from './archive-partitioning';

/**
 * Properties of an archive of telemetry in S3.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export interface TelemetryArchiveProps {
  /**
   * The bucket for the objects. You manage its lifecycle, encryption and access logs.
   *
   * @default - a new bucket
   */
  readonly bucket?: s3.IBucket;

  /**
   * The partitioning: how the objects are divided into folders.
   *
   * @default ArchivePartitioning.DATE
   */
  readonly partitioning?: ArchivePartitioning;

  /**
   * The compression of the objects. If the records in the stream are compressed, any value except `UNCOMPRESSED` is an error: the data would be
   * compressed twice.
   *
   * @default - gzip; uncompressed if the records in the stream are compressed, because concatenated records are a valid compressed file
   */
  readonly compression?: firehose.Compression;

  /**
   * The folder of the archive in the bucket. It must end with a slash.
   *
   * @default 'telemetry/'
   */
  readonly prefix?: string;

  /**
   * The folder for records that Firehose could not partition or deliver, with a subfolder for each type of error. It must end with a slash, and must
   * not be in the folder of the archive.
   *
   * @default 'telemetry-errors/'
   */
  readonly errorPrefix?: string;

  /**
   * How long Firehose buffers data for an object, up to 15 minutes; at least 1 minute with `ArchivePartitioning.FUNCTION_AND_DATE`.
   *
   * With a longer interval there are fewer and larger objects, which are cheaper to read, and large enough for `transitionTo`.
   *
   * @default Duration.minutes(15)
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much data Firehose buffers for an object, from 1 to 128 MiB; at least 64 MiB with `ArchivePartitioning.FUNCTION_AND_DATE`.
   *
   * @default Size.mebibytes(128)
   */
  readonly bufferingSize?: Size;

  /**
   * The storage class to which objects move after `transitionAfter`. Cannot be given together with `bucket`.
   *
   * Athena and other readers can use objects in the default class at once. It costs a sixth of S3 Standard, and the reading of each GB costs
   * extra. They cannot read `GLACIER` and `DEEP_ARCHIVE`, whose objects must be restored first, which takes hours.
   *
   * Objects below 128 KB do not move: S3 would bill them as 128 KB.
   *
   * @default s3.StorageClass.GLACIER_INSTANT_RETRIEVAL
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly transitionTo?: s3.StorageClass;

  /**
   * When objects move to the storage class `transitionTo`, in whole days; zero means never. Cannot be given together with `bucket`.
   *
   * @default Duration.days(90)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly transitionAfter?: Duration;

  /**
   * When objects are deleted, in whole days; it must be later than `transitionAfter`. Cannot be given together with `bucket`.
   *
   * The bucket keeps a deleted object for 30 more days as a version that is not current.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * The customer managed key of the bucket that `addArchive` creates. Cannot be given together with `bucket`.
   *
   * The bucket for its access logs is encrypted with keys that S3 manages: S3 can write access logs to no other.
   *
   * @default - keys that S3 manages (SSE-S3)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The customer managed key of the log group for delivery errors. CloudWatch Logs in this account is allowed to use it; the key policy of an
   * imported key must allow this already.
   *
   * @default - `encryptionKey`; a key that CloudWatch Logs manages if there is none
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: kms.IKey;

  /**
   * The bucket for the access logs of the bucket that `addArchive` creates. Cannot be given together with `bucket`.
   *
   * @default - a new bucket that keeps the access logs for a year
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * What happens to the log group and the buckets that `addArchive` creates when they are removed from the stack. A given `bucket` is not ours.
   *
   * With `RemovalPolicy.DESTROY`, nothing remains: a function of CDK empties the buckets.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
