import { Aspects } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import { ArchivePartitioning, KinesisTelemetryExtension } from '../../../src';
import { aFunction } from '../../compositions/a-function';
import { FEATURE_FLAGS, newApp, newStack } from '../fixtures';

describe.each(FEATURE_FLAGS)('with %s', (_, context) => {
  test('cdk-nag has no findings for consumers, archives, endpoints, alarms and dashboards', () => {
    const app = newApp(context);
    const stack = newStack({}, app);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addConsumer(aFunction(stack, 'Reader'));
    telemetry.addConsumer(aFunction(stack, 'Fast'), { enhancedFanOut: true });
    telemetry.addArchive('Archive', { partitioning: ArchivePartitioning.FUNCTION_AND_DATE });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    NagSuppressions.addResourceSuppressions(vpc, [{ id: 'AwsSolutions-VPC7', reason: 'The VPC is not ours' }]);
    telemetry.addVpcEndpoint(vpc);
    telemetry.addAlarms({ alarmActions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Pager', 'arn:aws:sns:eu-west-1:111111111111:pager'))] });
    telemetry.addDashboard();
    Aspects.of(app).add(new AwsSolutionsChecks({ verbose: true }));
    app.synth();
    const ours = stack.node.findAll().filter(({ node }) => /Stack\/(Telemetry|(Reader|Fast)\/KinesisTelemetryConsumer)/.test(node.path));
    const findings = ours.flatMap(({ node }) => node.metadata
      .filter(({ type, data }) => /:(error|warning)$/.test(type) && /AwsSolutions-|CdkNagValidationFailure/.test(String(data)))
      .map(({ data }) => `${node.path}: ${String(data)}`));
    expect(ours.length).toBeGreaterThan(30);
    expect(findings).toEqual([]);
  });
});
