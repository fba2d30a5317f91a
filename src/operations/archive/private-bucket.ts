import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { explainToNag, inAllPacks } from '../../checks/nag-reasons';

/** S3 charges for incomplete multipart uploads, which do not appear as objects. */
const ABANDONED_AFTER = Duration.days(7);
const ACCESS_LOGS_EXPIRE_AFTER = Duration.days(365);
/** Firehose, Athena and S3 write each object once: a version is not current when somebody has deleted the object, or it has expired. */
const DELETED_AFTER = Duration.days(30);

export interface PrivateBucketProps {
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

export function createAccessLogsBucket(scope: Construct, props: PrivateBucketProps): s3.Bucket {
  const accessLogs = new Construct(scope, 'AccessLogs');
  // Without this feature flag the bucket would have an ACL, which S3 does not recommend. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  accessLogs.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
  const bucket = new s3.Bucket(accessLogs, 'Default', {
    ...asPrivate(props),
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [tidy(), { expiration: ACCESS_LOGS_EXPIRE_AFTER }],
  });
  explainBucketToNag(bucket);
  explainToNag(bucket, {
    ids: inAllPacks('S3DefaultEncryptionKMS'), reason: 'S3 writes access logs only to a bucket that is encrypted with keys that S3 manages',
  });
  return bucket;
}

/** What all buckets of this library have. */
export function asPrivate({ removalPolicy = RemovalPolicy.RETAIN }: PrivateBucketProps): s3.BucketProps {
  return {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
  };
}

export function tidy(): s3.LifecycleRule {
  return { abortIncompleteMultipartUploadAfter: ABANDONED_AFTER, noncurrentVersionExpiration: DELETED_AFTER };
}

export function explainBucketToNag(bucket: s3.Bucket): void {
  explainToNag(bucket, {
    ids: inAllPacks('S3BucketReplicationEnabled'),
    reason: 'A replica needs a bucket in a region that the app chooses: give the archive a bucket of your own if you need one',
  });
  explainToNag(bucket, {
    ids: ['NIST.800.53.R4-S3BucketDefaultLockEnabled'],
    reason: 'A lock would forbid the expiry of objects: give the archive a bucket of your own if nobody may delete them',
  });
}
