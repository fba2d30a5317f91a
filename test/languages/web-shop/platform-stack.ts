import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Operations } from './operations';
import { KinesisTelemetryExtension, RecordFormat, StreamCapacity } from 'cdk-kinesis-telemetry-extension';

export const PARAMETER_PREFIX = '/platform/telemetry';
const WAREHOUSE_ACCOUNT = '222222222222';
const ORGANIZATION = 'o-a1b2c3d4e5';
const PARTNER_ACCOUNT = '333333333333';

/** The platform team's stack: one stream for all teams. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'The telemetry stream of all teams' });

    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry', {
      parameterPrefix: PARAMETER_PREFIX,
      streamName: 'telemetry',
      streamCapacity: StreamCapacity.provisioned(2),
      streamRetention: Duration.days(3),
      streamEncryptionKey: key,
      streamTags: { 'data-classification': 'internal' },
      removalPolicy: RemovalPolicy.RETAIN,
      layerVersionName: 'telemetry',
      description: 'Streams telemetry to the platform team',
      policyName: 'write-telemetry',
      recordFormat: RecordFormat.KPL_AGGREGATED,
    });

    telemetry.shareWithOrganization(ORGANIZATION);
    telemetry.shareWithAccount(PARTNER_ACCOUNT);
    telemetry.shareStreamWithAccount(WAREHOUSE_ACCOUNT);

    const deployer = new iam.Role(this, 'Deployer', { assumedBy: new iam.AccountRootPrincipal() });
    for (const parameter of [telemetry.layerArnParameter, telemetry.policyArnParameter, telemetry.streamArnParameter]) {
      parameter.grantRead(deployer);
    }

    new Operations(this, 'Operations', { telemetry });

    new CfnOutput(this, 'LayerArn', { value: telemetry.layer.layerVersionArn });
    new CfnOutput(this, 'PolicyArn', { value: telemetry.policy.managedPolicyArn });
    new CfnOutput(this, 'StreamArn', { value: telemetry.stream.streamArn });
    new CfnOutput(this, 'KeyArn', { value: key.keyArn });
  }
}
