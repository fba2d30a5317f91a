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
   * With a longer interval there are fewer and larger objects, which are cheaper to read.
   *
   * @default Duration.minutes(5)
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much data Firehose buffers for an object, from 1 to 128 MiB; at least 64 MiB with `ArchivePartitioning.FUNCTION_AND_DATE`.
   *
   * @default Size.mebibytes(128)
   */
  readonly bufferingSize?: Size;

  /**
   * When objects move to the storage class S3 Glacier Flexible Retrieval, in whole days; zero means never. Cannot be given together with
   * `bucket`.
   *
   * This storage class costs a sixth of S3 Standard, but it takes hours to read an object.
   *
   * @default Duration.days(90)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly glacierAfter?: Duration;

  /**
   * When objects are deleted, in whole days; it must be later than `glacierAfter`. Cannot be given together with `bucket`.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * The customer managed key of the bucket that `addArchive` creates. Cannot be given together with `bucket`.
   *
   * @default - keys that S3 manages (SSE-S3)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bucket for the access logs of the bucket that `addArchive` creates. Cannot be given together with `bucket`.
   *
   * @default - a new bucket that keeps the access logs for a year
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * What happens to the buckets that `addArchive` creates when they are removed from the stack. Cannot be given together with `bucket`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
