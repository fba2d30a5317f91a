import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { TelemetryArchiveProps } from './archive-props';

export const DEFAULT_GLACIER_DAYS = 90;
/** S3 charges for incomplete multipart uploads, which do not appear as objects. */
const ABANDONED_AFTER = Duration.days(7);
const ACCESS_LOGS_EXPIRE_AFTER = Duration.days(365);

export function createArchiveBucket(scope: Construct, props: TelemetryArchiveProps, prefix: string): s3.Bucket {
  const { removalPolicy = RemovalPolicy.RETAIN, glacierAfter = Duration.days(DEFAULT_GLACIER_DAYS) } = props;
  const toGlacier = glacierAfter.isUnresolved() || glacierAfter.toDays() > 0;
  return new s3.Bucket(scope, 'Bucket', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    ...props.encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED },
    enforceSSL: true,
    removalPolicy,
    serverAccessLogsBucket: props.accessLogsBucket ?? createAccessLogsBucket(scope, removalPolicy),
    serverAccessLogsPrefix: 'archive/',
    lifecycleRules: [
      { abortIncompleteMultipartUploadAfter: ABANDONED_AFTER },
      ...toGlacier ? [{ prefix, transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: glacierAfter }] }] : [],
      ...props.expireAfter ? [{ expiration: props.expireAfter }] : [],
    ],
  });
}

function createAccessLogsBucket(scope: Construct, removalPolicy: RemovalPolicy): s3.Bucket {
  const accessLogs = new Construct(scope, 'AccessLogs');
  // Without this feature flag the bucket would have an ACL, which S3 does not recommend. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
  accessLogs.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
  return new s3.Bucket(accessLogs, 'Default', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    removalPolicy,
    lifecycleRules: [{ expiration: ACCESS_LOGS_EXPIRE_AFTER, abortIncompleteMultipartUploadAfter: ABANDONED_AFTER }],
  });
}
