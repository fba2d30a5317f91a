import { CfnResource, Duration, Size } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { TelemetryArchiveProps } from './archive-props';
import { asPrivate, createAccessLogsBucket, explainBucketToNag, tidy } from './private-bucket';

export const DEFAULT_TRANSITION_DAYS = 90;
export const DEFAULT_TRANSITION_CLASS = s3.StorageClass.GLACIER_INSTANT_RETRIEVAL;
/** S3 bills smaller objects as if they had this size. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const SMALLEST_MOVED_OBJECT = Size.kibibytes(128);
const LARGEST_LEFT_OBJECT = SMALLEST_MOVED_OBJECT.toBytes() - 1;

/** The bucket of an archive, and the bucket for its access logs. */
export interface ArchiveBucket {
  readonly bucket: s3.Bucket;
  readonly accessLogsBucket: s3.IBucket;
}

export function createArchiveBucket(scope: Construct, props: TelemetryArchiveProps, prefix: string): ArchiveBucket {
  const { transitionAfter = Duration.days(DEFAULT_TRANSITION_DAYS), transitionTo = DEFAULT_TRANSITION_CLASS } = props;
  const moves = transitionAfter.isUnresolved() || transitionAfter.toDays() > 0;
  const accessLogsBucket = props.accessLogsBucket ?? createAccessLogsBucket(scope, props);
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...asPrivate(props),
    ...props.encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED },
    serverAccessLogsBucket: accessLogsBucket,
    serverAccessLogsPrefix: 'archive/',
    lifecycleRules: [
      ...moves ? [{ prefix, objectSizeGreaterThan: LARGEST_LEFT_OBJECT, transitions: [{ storageClass: transitionTo, transitionAfter }] }] : [],
      tidy(),
      ...props.expireAfter ? [{ expiration: props.expireAfter }] : [],
    ],
  });
  if (moves) writeSizeAsText(bucket);
  explainBucketToNag(bucket);
  return { bucket, accessLogsBucket };
}

/**
 * The size is a text in CloudFormation, but a number in CDK, whose newer versions warn of it (W9003). For other sizes, CDK acknowledges its own warning.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-rule.html
 */
function writeSizeAsText(bucket: s3.Bucket): void {
  (bucket.node.defaultChild as CfnResource).addPropertyOverride('LifecycleConfiguration.Rules.0.ObjectSizeGreaterThan', String(LARGEST_LEFT_OBJECT));
}
