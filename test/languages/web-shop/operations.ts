import { Duration, Size } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { S3OnFailureDestination } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import { ArchivePartitioning, KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';

export interface OperationsProps {
  readonly telemetry: KinesisTelemetryExtension;
}

/** The archive, the readers, the alarms and the dashboard of a stream. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, { telemetry }: OperationsProps) {
    super(scope, id);

    const archive = telemetry.addArchive('Archive', {
      partitioning: ArchivePartitioning.FUNCTION_AND_DATE,
      transitionAfter: Duration.days(30),
      expireAfter: Duration.days(365),
    });
    const table = archive.addTable({ scanLimit: Size.gibibytes(20), resultRetention: Duration.days(7) });

    const consumer = telemetry.addConsumer(new NodeFunction(this, 'Watch', { module: 'watch', timeout: Duration.minutes(1) }), {
      enhancedFanOut: true,
      filters: [lambda.FilterCriteria.filter({ data: { type: ['platform.report'] } })],
      batchSize: 1_000,
      parallelizationFactor: 2,
      onFailure: new S3OnFailureDestination(archive.bucket),
    });

    const analysts = new iam.Role(this, 'Analysts', { assumedBy: new iam.AccountRootPrincipal() });
    telemetry.grantRead(analysts);
    table.grantQuery(analysts);
    telemetry.grantWrite(new iam.Role(this, 'Courier', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));

    const pager = new sns.Topic(this, 'Pager', { enforceSSL: true });
    telemetry.addAlarms({
      alarmActions: [new SnsAction(pager)],
      lostEvents: { threshold: 100 },
      throttledRecords: { threshold: 5, period: Duration.minutes(1) },
      iteratorAge: { enabled: false },
    });

    const dashboard = telemetry.addDashboard({ dashboardName: 'telemetry', defaultInterval: Duration.days(1) });
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({ title: 'Time that invocations were held', left: [telemetry.metricHoldTime({ period: Duration.hours(1) })] }),
      new cloudwatch.GraphWidget({ title: 'How far readers are behind', left: [consumer.metricIteratorAge()], right: [archive.metricFreshness()] }),
    );
  }
}
