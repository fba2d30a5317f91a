import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import { IKinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';

export interface ReportsStackProps {
  readonly telemetry: IKinesisTelemetryExtension;
}

/** Another stack of the same app: the stack gets a layer and a policy of its own. */
export class ReportsStack extends Stack {
  constructor(scope: Construct, id: string, { telemetry }: ReportsStackProps) {
    super(scope, id, { description: 'Reports on the web shop, by the same team' });

    const reports = new NodeFunction(this, 'Reports', { module: 'reports' });
    const live = new lambda.Alias(this, 'Live', { aliasName: 'live', version: reports.currentVersion });
    telemetry.attachTo(live, { stopCloudWatchLogs: true });

    const nightly = new Construct(this, 'Nightly');
    new NodeFunction(nightly, 'Totals', { module: 'reports' });
    nightly.with(telemetry.asMixin({ enabled: false }));
  }
}
