import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { asPrivate, createAccessLogsBucket, explainBucketToNag, tidy } from '../private-bucket';

const DEFAULT_RETENTION = Duration.days(30);

export interface ResultBucketProps {
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy?: RemovalPolicy;
  readonly retention?: Duration;
  readonly accessLogsBucket?: s3.IBucket;
}

/** The bucket for the results of queries, which are deleted after a time: they contain what the archive contains. */
export function createResultBucket(scope: Construct, props: ResultBucketProps): s3.Bucket {
  const { encryptionKey, retention = DEFAULT_RETENTION } = props;
  const bucket = new s3.Bucket(scope, 'Results', {
    ...asPrivate(props),
    ...encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED },
    serverAccessLogsBucket: props.accessLogsBucket ?? createAccessLogsBucket(scope, props),
    serverAccessLogsPrefix: 'athena-results/',
    lifecycleRules: [tidy(), { expiration: retention }],
  });
  explainBucketToNag(bucket);
  return bucket;
}
