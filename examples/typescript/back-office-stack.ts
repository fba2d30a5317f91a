import * as path from 'node:path';
import { Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
import { Construct } from 'constructs';

/** A function of another team, attached by the SSM parameters of the web shop. */
export class BackOfficeStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // creates nothing: CloudFormation reads the ARNs of layer, policy and stream from SSM in each deployment
    const telemetry = KinesisTelemetryExtension.fromParameters(this, 'Telemetry', { attributes: { team: 'back-office' } });

    telemetry.attachTo(new lambda.Function(this, 'Ledger', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'reports.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '..', 'functions')),
      memorySize: 256,
      timeout: Duration.seconds(10),
      logGroup: new logs.LogGroup(this, 'LedgerLogs', { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
    }));
  }
}
