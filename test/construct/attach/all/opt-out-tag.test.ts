import { App, Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../../../src';
import { newFunction, newStack } from '../../fixtures';

function attachedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .filter(([, { Properties }]) => 'KINESIS_TELEMETRY_STREAM_ARN' in ((Properties as { Environment?: { Variables: object } }).Environment?.Variables ?? {}))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

function singleton(stack: Stack, id: string): lambda.SingletonFunction {
  return new lambda.SingletonFunction(stack, id, {
    uuid: 'mine', lambdaPurpose: 'Mine', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), memorySize: 256,
  });
}

describe('the opt-out tag', () => {
  test('on a SingletonFunction opts its function out', () => {
    const stack = newStack();
    Tags.of(singleton(stack, 'One')).add('kinesis-telemetry', 'off');
    singleton(stack, 'Two');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(attachedIn(stack)).toEqual([]);
  });

  test('on a SingletonFunction is an error when it is added too late', () => {
    const stack = newStack();
    const mine = singleton(stack, 'One');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    Tags.of(mine).add('kinesis-telemetry', 'off');
    expect(() => Template.fromStack(stack)).toThrow('has the tag kinesis-telemetry=off, but the tag was added after');
  });

  test('in the props of a stack opts all its functions out, but the nearest tag counts', () => {
    const app = new App();
    const stack = newStack({ tags: { 'kinesis-telemetry': 'off' } }, app);
    newFunction(stack, 'A');
    Tags.of(newFunction(stack, 'B')).add('kinesis-telemetry', 'on');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(app);
    expect(attachedIn(stack)).toEqual(['B']);
  });

  test('of a function is the one that CloudFormation gives it: the tags in the props of a stack are weaker than those of the app', () => {
    const app = new App();
    Tags.of(app).add('kinesis-telemetry', 'on');
    const stack = newStack({ tags: { 'kinesis-telemetry': 'off' } }, app);
    newFunction(stack, 'A');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(app);
    expect(attachedIn(stack)).toEqual(['A']);
  });

  test.each<[what: string, expected: string[], tag: (stack: Stack, fn: lambda.Function) => void]>([
    ['that excludes functions', ['A'], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { excludeResourceTypes: ['AWS::Lambda::Function'] })],
    ['that excludes other types', [], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { excludeResourceTypes: ['AWS::IAM::Role'] })],
    ['that includes other types', ['A'], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { includeResourceTypes: ['AWS::IAM::Role'] })],
    ['that includes functions', [], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { includeResourceTypes: ['AWS::Lambda::Function'] })],
    ['with a higher priority than a nearer one', [], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'off', { priority: 300 });
      Tags.of(fn).add('kinesis-telemetry', 'on');
    }],
    ['that is nearer, with a lower priority', ['A'], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'on');
      Tags.of(fn).add('kinesis-telemetry', 'off', { priority: 90 });
    }],
    ['whose removal excludes functions', [], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'off');
      Tags.of(fn).remove('kinesis-telemetry', { excludeResourceTypes: ['AWS::Lambda::Function'] });
    }],
    ['of the resource of the function', [], (_, fn) => Tags.of(fn.node.defaultChild!).add('kinesis-telemetry', 'off')],
    ['in the properties of the resource, which is weaker than another one', ['A'], (stack, fn) => {
      (fn.node.defaultChild as lambda.CfnFunction).tags.setTag('kinesis-telemetry', 'off', 50);
      Tags.of(stack).add('kinesis-telemetry', 'on');
    }],
  ])('%s: %j is attached, by attachToAll and by the Aspect', (_, expected, tag) => {
    for (const attach of [(telemetry: KinesisTelemetryExtension, stack: Stack) => telemetry.attachToAll(stack),
      (telemetry: KinesisTelemetryExtension, stack: Stack) => Aspects.of(stack).add(telemetry.asAspect())]) {
      const stack = newStack();
      const fn = newFunction(stack, 'A');
      tag(stack, fn);
      attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
      expect(attachedIn(stack)).toEqual(expected);
    }
  });

  test.each(['OFF', 'Off', ' off '])('may have the value %j', (value) => {
    const stack = newStack();
    Tags.of(newFunction(stack)).add('kinesis-telemetry', value);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(attachedIn(stack)).toEqual([]);
  });
});
