import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
import { Construct } from 'constructs';

/** The commonest VPC: functions and a database in isolated subnets. Telemetry leaves through an interface endpoint, so there is no NAT gateway. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', ...vpcSubnets }] });

    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry');
    // One endpoint serves all functions of the VPC, also those of other stacks.
    telemetry.addVpcEndpoint(vpc);

    const database = new rds.DatabaseCluster(this, 'Database', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_5 }),
      writer: rds.ClusterInstance.serverlessV2('Writer'),
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 4,
      storageEncrypted: true,
      iamAuthentication: true,
      vpc,
      vpcSubnets,
      removalPolicy: RemovalPolicy.SNAPSHOT,
    });

    const orders = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'orders.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'handlers')),
      memorySize: 512,
      timeout: Duration.seconds(10),
      environment: { DATABASE_HOST: database.clusterEndpoint.hostname, DATABASE_PORT: String(database.clusterEndpoint.port) },
      vpc,
      vpcSubnets,
    });
    database.connections.allowDefaultPortFrom(orders);
    telemetry.attachTo(orders);
  }
}
