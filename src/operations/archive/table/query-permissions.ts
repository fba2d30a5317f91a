import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** What a query uses. */
export interface QueriedResources {
  readonly databaseName: string;
  readonly workGroupName: string;
  readonly bucket: s3.IBucket;
  readonly prefix: string;
  readonly resultBucket: s3.IBucket;
  readonly resultPrefix: string;
}

/**
 * Allows to query the table in its workgroup, and nothing else. Athena uses the permissions of its caller for the catalog and for S3.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-iam-policy.html
 */
export function grantQuery(scope: Construct, grantee: iam.IGrantable, queried: QueriedResources): iam.Grant {
  const { databaseName, workGroupName, bucket, prefix, resultBucket, resultPrefix } = queried;
  const stack = Stack.of(scope);
  const glue = (resource: string, resourceName?: string) => stack.formatArn({ service: 'glue', resource, resourceName });
  const athena = (resource: string, resourceName: string) => stack.formatArn({ service: 'athena', resource, resourceName });
  const allow = (actions: string[], resourceArns: string[]) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns });
  const grants = [
    allow([
      'athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution', 'athena:BatchGetQueryExecution', 'athena:ListQueryExecutions',
      'athena:GetQueryResults', 'athena:GetQueryResultsStream', 'athena:GetQueryRuntimeStatistics', 'athena:GetWorkGroup',
      'athena:GetNamedQuery', 'athena:BatchGetNamedQuery', 'athena:ListNamedQueries',
    ], [athena('workgroup', workGroupName)]),
    allow(['athena:GetDataCatalog', 'athena:GetDatabase', 'athena:ListDatabases', 'athena:GetTableMetadata', 'athena:ListTableMetadata'],
      [athena('datacatalog', 'AwsDataCatalog')]),
    // Athena looks for the database "default", whichever database a query uses.
    allow(['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      [glue('catalog'), glue('database', 'default'), glue('database', databaseName), glue('table', `${databaseName}/*`)]),
    allow(['s3:GetBucketLocation', 's3:ListBucket'], [bucket.bucketArn]),
    allow(['s3:GetObject'], [bucket.arnForObjects(`${prefix}*`)]),
    allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [resultBucket.bucketArn]),
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [resultBucket.arnForObjects(`${resultPrefix}*`)]),
    ...bucket.encryptionKey ? [bucket.encryptionKey.grantDecrypt(grantee)] : [],
    ...resultBucket.encryptionKey ? [resultBucket.encryptionKey.grantEncryptDecrypt(grantee)] : [],
  ];
  return grants.reduce((all, grant) => all.combine(grant));
}

