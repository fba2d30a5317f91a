import * as path from 'node:path';
import { Duration, Stack, StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ArchivePartitioning, KinesisTelemetryExtension, StreamCapacity } from 'cdk-kinesis-telemetry-extension';
import { Construct } from 'constructs';

/** A platform team's stream: sized, encrypted, archived, read and watched. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry', {
      streamCapacity: StreamCapacity.provisioned(2),
      streamRetention: Duration.days(3),
      streamEncryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
      streamTags: { 'data-classification': 'internal' },
    });

    // a function without a route to the internet
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    telemetry.addVpcEndpoint(vpc, { onlyThisStream: true });
    telemetry.attachTo(new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'orders.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      memorySize: 512,
      timeout: Duration.seconds(10),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    }));

    // readers: a function, the archive, people
    telemetry.addConsumer(new NodejsFunction(this, 'Errors', {
      runtime: lambda.Runtime.NODEJS_24_X,
      entry: path.join(__dirname, 'consumers', 'errors.ts'),
      timeout: Duration.minutes(1),
    }), { enhancedFanOut: true, batchSize: 1_000 });
    const archive = telemetry.addArchive('Archive', { partitioning: ArchivePartitioning.FUNCTION_AND_DATE, expireAfter: Duration.days(3 * 365) });
    const analysts = new iam.Role(this, 'Analysts', { assumedBy: new iam.AccountPrincipal(this.account) });
    telemetry.grantRead(analysts);

    // questions to the archive, in Athena
    archive.addTable().grantQuery(analysts);

    // alarms and a dashboard
    const notify = new SnsAction(new sns.Topic(this, 'Pager', { enforceSSL: true }));
    telemetry.addAlarms({ alarmActions: [notify], okActions: [notify], throttledRecords: { threshold: 5 } });
    telemetry.addDashboard({ dashboardName: 'telemetry' });
  }
}
