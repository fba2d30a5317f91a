import { App, CustomResource, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Trigger, TriggerFunction } from 'aws-cdk-lib/triggers';
import { KinesisTelemetryExtension } from '../../../../src';
import { newFunction, newStack } from '../../fixtures';

const TRIGGER = 'cdk-kinesis-telemetry-extension:triggerRunsAgain';

function warned(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(TRIGGER)).map(({ id }) => id);
}

function infoOn(stack: Stack): string {
  return Annotations.fromStack(stack).findInfo('/Stack/Telemetry', Match.stringLikeRegexp('providers of custom resources')).map(({ entry }) => String(entry.data)).join();
}

function aTriggerFunction(stack: Stack): TriggerFunction {
  return new TriggerFunction(stack, 'Migration', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', memorySize: 256, code: lambda.Code.fromInline('exports.handler = async () => {}'),
  });
}

describe('an attached handler of a trigger', () => {
  test.each<[string, (stack: Stack) => lambda.Function]>([
    ['a TriggerFunction', aTriggerFunction],
    ['a function with a Trigger', (stack) => {
      const fn = newFunction(stack, 'Migration');
      new Trigger(stack, 'Trigger', { handler: fn });
      return fn;
    }],
  ])('that is %s has a warning, because the deployment runs it again', (_, make) => {
    const stack = newStack();
    const fn = make(stack);
    newFunction(stack, 'Other').currentVersion;
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(warned(stack)).toEqual([`/${fn.node.path}`]);
  });

  test('that is not attached has no warning', () => {
    const stack = newStack();
    aTriggerFunction(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry');
    expect(warned(stack)).toEqual([]);
  });
});

describe('attached providers of custom resources', () => {
  test('are listed on the extension, also behind the provider framework of CDK', () => {
    const stack = newStack();
    const direct = newFunction(stack, 'Direct');
    new CustomResource(stack, 'One', { serviceToken: direct.functionArn });
    const provider = new Provider(stack, 'Provider', { onEventHandler: newFunction(stack, 'OnEvent'), isCompleteHandler: newFunction(stack, 'IsComplete') });
    new CustomResource(stack, 'Two', { serviceToken: provider.serviceToken, resourceType: 'Custom::Two' });
    newFunction(stack, 'Ordinary');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(infoOn(stack)).toContain('run in deployments: Stack/Direct, Stack/IsComplete, Stack/OnEvent. ');
  });

  test('are listed once, however often the app is synthesized', () => {
    const stack = newStack();
    const direct = newFunction(stack, 'Direct');
    new CustomResource(stack, 'One', { serviceToken: direct.functionArn });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(direct);
    for (let synth = 0; synth < 2; synth++) App.of(stack)?.synth({ force: true });
    expect(telemetry.node.metadata.filter(({ data }) => String(data).includes('Stack/Direct'))).toHaveLength(1);
  });

  test('are not mentioned if there are none', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
    expect(infoOn(stack)).toBe('');
  });
});
