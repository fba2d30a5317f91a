import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TelemetryArchiveProps } from './archive-props';

/** The log group for the delivery errors of Firehose. */
export function createLogGroup(scope: Construct, props: TelemetryArchiveProps): logs.LogGroup {
  const { encryptionKey, logEncryptionKey = encryptionKey, removalPolicy } = props;
  if (logEncryptionKey) permitLogs(scope, logEncryptionKey);
  return new logs.LogGroup(scope, 'Log', { retention: logs.RetentionDays.ONE_MONTH, encryptionKey: logEncryptionKey, removalPolicy });
}

/** The condition names no log group: the key, which may be in another stack, must not depend on it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function permitLogs(scope: Construct, key: kms.IKey): void {
  const { region } = Stack.of(scope);
  const anyLogGroup = Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  key.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    principals: [new iam.ServicePrincipal('logs.amazonaws.com', { region })],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': anyLogGroup } },
  }), true);
}
