import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { TelemetryArchiveProps } from './archive-props';
import { explainToNag, inAllPacks } from '../../checks/nag-reasons';

export const DEFAULT_TRANSITION_DAYS = 90;
export const DEFAULT_TRANSITION_CLASS = s3.StorageClass.GLACIER_INSTANT_RETRIEVAL;
/** S3 bills smaller objects as if they had this size. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const SMALLEST_MOVED_OBJECT = Size.kibibytes(128);
/** S3 charges for incomplete multipart uploads, which do not appear as objects. */
const ABANDONED_AFTER = Duration.days(7);
const ACCESS_LOGS_EXPIRE_AFTER = Duration.days(365);
/** Firehose and S3 write each object once: a version is not current when somebody has deleted the object, or it has expired. */
const DELETED_AFTER = Duration.days(30);

export function createArchiveBucket(scope: Construct, props: TelemetryArchiveProps, prefix: string): s3.Bucket {
  const { transitionAfter = Duration.days(DEFAULT_TRANSITION_DAYS), transitionTo = DEFAULT_TRANSITION_CLASS } = props;
  const moves = transitionAfter.isUnresolved() || transitionAfter.toDays() > 0;
  const bucket = new s3.Bucket(scope, 'Bucket', {
    ...common(props),
    ...props.encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED },
    serverAccessLogsBucket: props.accessLogsBucket ?? createAccessLogsBucket(scope, props),
    serverAccessLogsPrefix: 'archive/',
    lifecycleRules: [
      tidy(),
      ...moves ? [{
        prefix, objectSizeGreaterThan: SMALLEST_MOVED_OBJECT.toBytes() - 1, transitions: [{ storageClass: transitionTo, transitionAfter }],
      }] : [],
      ...props.expireAfter ? [{ expiration: props.expireAfter }] : [],
    ],
  });
  explainBucketToNag(bucket);
  return bucket;
}

function createAccessLogsBucket(scope: Construct, props: TelemetryArchiveProps): s3.Bucket {
  const accessLogs = new Construct(scope, 'AccessLogs');
  // Without this feature flag the bucket would have an ACL, which S3 does not recommend. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  accessLogs.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
  const bucket = new s3.Bucket(accessLogs, 'Default', {
    ...common(props),
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [tidy(), { expiration: ACCESS_LOGS_EXPIRE_AFTER }],
  });
  explainBucketToNag(bucket);
  explainToNag(bucket, {
    ids: inAllPacks('S3DefaultEncryptionKMS'), reason: 'S3 writes access logs only to a bucket that is encrypted with keys that S3 manages',
  });
  return bucket;
}

function common({ removalPolicy = RemovalPolicy.RETAIN }: TelemetryArchiveProps): s3.BucketProps {
  return {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
  };
}

function tidy(): s3.LifecycleRule {
  return { abortIncompleteMultipartUploadAfter: ABANDONED_AFTER, noncurrentVersionExpiration: DELETED_AFTER };
}

function explainBucketToNag(bucket: s3.Bucket): void {
  explainToNag(bucket, {
    ids: inAllPacks('S3BucketReplicationEnabled'),
    reason: 'A replica needs a bucket in a region that the app chooses: give the archive a bucket of your own if you need one',
  });
  explainToNag(bucket, {
    ids: ['NIST.800.53.R4-S3BucketDefaultLockEnabled'],
    reason: 'A lock would forbid the expiry of objects: give the archive a bucket of your own if nobody may delete them',
  });
}
