import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../../src';
import { newFunction, newStack, otherLayer } from '../fixtures';

function attached(): { stack: Stack; resource: lambda.CfnFunction } {
  const stack = newStack();
  const fn = newFunction(stack, 'Function', { environment: { TABLE: 'orders' } });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  return { stack, resource: fn.node.defaultChild as lambda.CfnFunction };
}

test.each<[how: string, detach: (resource: lambda.CfnFunction) => void]>([
  ['addPropertyOverride', (resource) => resource.addPropertyOverride('Layers', ['arn:aws:lambda:eu-west-1:333333333333:layer:theirs:1'])],
  ['addPropertyOverride of one element', (resource) => resource.addPropertyOverride('Layers.0', 'arn:aws:lambda:eu-west-1:333333333333:layer:theirs:1')],
  ['addOverride', (resource) => resource.addOverride('Properties.Layers', [])],
  ['addPropertyDeletionOverride', (resource) => resource.addPropertyDeletionOverride('Layers')],
  ['an assignment', (resource) => { resource.layers = []; }],
])('layers that %s replaces are an error', (_, detach) => {
  const { stack, resource } = attached();
  detach(resource);
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function was attached by Stack/Telemetry, but its layers were overwritten afterwards and the layer is missing');
});

test.each<[how: string, change: (resource: lambda.CfnFunction) => void, now: string]>([
  ['sets the variables', (resource) => resource.addPropertyOverride('Environment.Variables', { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' }), 'set to "theirs"'],
  ['sets the variable', (resource) => resource.addPropertyOverride('Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN', 'theirs'), 'set to "theirs"'],
  ['deletes the variable', (resource) => resource.addPropertyDeletionOverride('Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN'), 'removed'],
  ['deletes the environment', (resource) => resource.addDeletionOverride('Properties.Environment'), 'removed'],
])('an override that %s is an error', (_, change, now) => {
  const { stack, resource } = attached();
  change(resource);
  expect(() => Template.fromStack(stack)).toThrow(`but the variable was ${now} afterwards`);
});

test('overrides of something else are no error', () => {
  const { stack, resource } = attached();
  resource.addPropertyOverride('Environment.Variables.OTHER', 'theirs');
  resource.addPropertyOverride('Layers.1', otherLayer(stack, 'Theirs').layerVersionArn);
  resource.addPropertyOverride('Timeout', 10);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('a condition of CloudFormation in place of the variables or the layers is not checked', () => {
  const { stack, resource } = attached();
  resource.addPropertyOverride('Environment.Variables', { 'Fn::If': ['Condition', { Ref: 'A' }, { Ref: 'B' }] });
  resource.addPropertyOverride('Layers', { 'Fn::If': ['Condition', { Ref: 'A' }, { Ref: 'B' }] });
  expect(() => Template.fromStack(stack)).not.toThrow('Stack/Function was attached');
});

test('a second synth of the same app gives the same templates', () => {
  const app = new App();
  const stack = newStack({}, app);
  const fn = newFunction(stack, 'Function', { currentVersionOptions: { description: 'mine' } });
  newFunction(stack, 'Other').currentVersion.addAlias('live');
  fn.currentVersion.addAlias('live');
  KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachToAll(stack);
  const [first, second] = [1, 2].map(() => app.synth({ force: true }).getStackByName('Stack').template as unknown);
  expect(second).toEqual(first);
  expect(JSON.stringify(first)).toContain('mine (telemetry layer ');
});
