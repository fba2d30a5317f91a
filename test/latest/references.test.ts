import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { KinesisTelemetryExtension } from '../../src';
import { IRELAND, newApp, newFunction, newStack } from '../construct/fixtures';

/** The strength of CDK's references between stacks, which the floor of aws-cdk-lib does not know. */
const STRENGTHS = ['strong', 'weak', 'both'];

function stacks(strength: string): { app: App; home: Stack; other: Stack; third: Stack } {
  const app = newApp({ '@aws-cdk/core:defaultCrossStackReferences': strength });
  const [home, other, third] = ['Home', 'Other', 'Third'].map((id) => newStack({ env: IRELAND }, app, id));
  return { app, home, other, third };
}

describe.each(STRENGTHS)('with %s references of CDK between stacks,', (strength) => {
  test('the references of the app decide about exports, and attaching adds none', () => {
    const { app, home, other, third } = stacks(strength);
    const role = new iam.Role(third, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    new KinesisTelemetryExtension(home, 'Telemetry').attachTo(newFunction(other, 'Function', { role }), { stopCloudWatchLogs: true });
    const exports = app.synth().stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template).split('"Export"').length - 1] as const);
    expect(Object.fromEntries(exports)).toEqual({ Third: strength === 'weak' ? 0 : 1, Home: 0, Other: 0 });
  });

  test('a function that reads its own telemetry is an error', () => {
    const { app, home, other, third } = stacks(strength);
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    const [fn, reader] = ['Function', 'Reader'].map((id) => newFunction(other, id));
    for (const attached of [fn, reader]) telemetry.attachTo(attached);
    reader.addEventSource(new KinesisEventSource(telemetry.stream, { startingPosition: lambda.StartingPosition.LATEST }));
    new lambda.CfnEventSourceMapping(third, 'Mapping', { functionName: fn.functionArn, eventSourceArn: telemetry.stream.streamArn, startingPosition: 'LATEST' });
    expect(() => app.synth()).toThrow(/Other\/Function reads the stream of Home\/Telemetry[^]*Other\/Reader reads the stream of Home\/Telemetry/);
  });
});
