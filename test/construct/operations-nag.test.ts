import { Aspects } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FEATURE_FLAGS, newApp, newFunction, newStack } from './fixtures';
import { ArchivePartitioning, KinesisTelemetryExtension } from '../../src';

describe.each(FEATURE_FLAGS)('with %s', (_, context) => {
  test('cdk-nag finds nothing in what is made around the stream', () => {
    const app = newApp(context);
    const stack = newStack({}, app);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addConsumer(newFunction(stack, 'Reader'));
    telemetry.addConsumer(newFunction(stack, 'Fast'), { enhancedFanOut: true });
    telemetry.archiveTo(undefined, { partitioning: ArchivePartitioning.FUNCTION_AND_DATE });
    telemetry.addVpcEndpoint(new ec2.Vpc(stack, 'Vpc'));
    telemetry.addAlarms(sns.Topic.fromTopicArn(stack, 'Pager', 'arn:aws:sns:eu-west-1:111111111111:pager'));
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
