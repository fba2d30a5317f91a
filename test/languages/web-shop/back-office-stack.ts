import { copyFileSync } from 'node:fs';
import * as path from 'node:path';
import { AspectPriority, Aspects, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IMAGE, NodeFunction } from './node-function';
import { PARAMETER_PREFIX } from './platform-stack';
import { KinesisTelemetryExtension, RecordFormat } from 'cdk-kinesis-telemetry-extension';

/** Another team in the same account: it knows the prefix of the platform team's SSM parameters. */
export class BackOfficeStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'A back office that uses the stream of all teams' });

    const telemetry = KinesisTelemetryExtension.fromParameters(this, 'Telemetry', {
      parameterPrefix: PARAMETER_PREFIX,
      recordFormat: RecordFormat.KPL_AGGREGATED,
      attributes: { team: 'back-office' },
    });
    Aspects.of(this).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    telemetry.addVpcEndpoint(vpc, { onlyThisStream: true });
    new NodeFunction(this, 'Ledger', { module: 'reports', vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });

    copyFileSync(KinesisTelemetryExtension.LAYER_ARCHIVE, path.join(IMAGE, 'kinesis-telemetry-extension.zip'));
    const invoices = new lambda.DockerImageFunction(this, 'Invoices', { code: lambda.DockerImageCode.fromImageAsset(IMAGE), memorySize: 512 });
    telemetry.attachTo(invoices, { extensionInImage: true });

    const experiments = new Construct(this, 'Experiments');
    new NodeFunction(experiments, 'Forecast', { module: 'reports' });
    Tags.of(experiments).add('kinesis-telemetry', 'off');
    Tags.of(new NodeFunction(experiments, 'Audit', { module: 'reports' })).add('kinesis-telemetry', 'on');
  }
}
