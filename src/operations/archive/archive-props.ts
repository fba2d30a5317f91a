import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ArchivePartitioning } from './archive-partitioning';

/**
 * How telemetry is kept in S3.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export interface TelemetryArchiveProps {
  /**
   * By what the objects are divided into folders.
   *
   * @default ArchivePartitioning.DATE
   */
  readonly partitioning?: ArchivePartitioning;

  /**
   * How objects are compressed. Anything but `UNCOMPRESSED` is an error where the records in the stream are compressed: compressed
   * again they would only be harder to read.
   *
   * @default - gzip; uncompressed where records are compressed, as their sequence is a valid file already
   */
  readonly compression?: firehose.Compression;

  /**
   * The folder of the archive in the bucket. It ends with a slash.
   *
   * @default 'telemetry/'
   */
  readonly prefix?: string;

  /**
   * The folder for what Firehose could not divide or deliver, by the kind of error. It ends with a slash, and is not the folder of the archive.
   *
   * @default 'telemetry-errors/'
   */
  readonly errorPrefix?: string;

  /**
   * How long events are collected for an object, up to 15 minutes; from 1 minute on with `ArchivePartitioning.FUNCTION_AND_DATE`.
   *
   * Longer means larger, fewer objects, which are cheaper to read.
   *
   * @default Duration.minutes(5)
   */
  readonly bufferingInterval?: Duration;

  /**
   * How much is collected for an object, from 1 to 128 MiB; from 64 MiB on with `ArchivePartitioning.FUNCTION_AND_DATE`.
   *
   * @default Size.mebibytes(128)
   */
  readonly bufferingSize?: Size;

  /**
   * After how many days objects go to the storage class S3 Glacier Flexible Retrieval, in whole days; zero: never. Of the bucket that is
   * made; cannot be given together with a bucket.
   *
   * It costs a sixth of S3 Standard, and to read an object takes hours.
   *
   * @default Duration.days(90)
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
   */
  readonly glacierAfter?: Duration;

  /**
   * After how many days objects are deleted, in whole days, later than `glacierAfter`. Of the bucket that is made; cannot be given together
   * with a bucket.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * The customer-managed key of the bucket that is made. Cannot be given together with a bucket.
   *
   * @default - the key that S3 manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The bucket for the access logs of the bucket that is made. Cannot be given together with a bucket.
   *
   * @default - one is made, that keeps them for a year
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * What happens to the buckets that are made when they are removed from the stack. Cannot be given together with a bucket.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
