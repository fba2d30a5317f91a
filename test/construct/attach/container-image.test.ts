import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../../src';
import { functionsIn, newFunction, newStack, propertiesIn } from '../fixtures';

function imageFunction(stack: Stack): lambda.DockerImageFunction {
  return new lambda.DockerImageFunction(stack, 'Function', {
    memorySize: 256,
    code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
  });
}

test('a function whose image contains the extension gets the settings and the permission, but no layer', () => {
  const stack = newStack();
  const fn = imageFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 5 }).attachTo(fn, { extensionInImage: true });
  const [{ Layers, Environment }] = functionsIn(stack);
  expect(Layers).toBeUndefined();
  expect(Environment.Variables).toMatchObject({ KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '5', KINESIS_TELEMETRY_STREAM_ARN: expect.anything() });
  expect(JSON.stringify(propertiesIn(stack, 'AWS::IAM::Role'))).toContain('TelemetryPolicy');
});

test('an environment variable that is overwritten after attachTo is an error', () => {
  const stack = newStack();
  const fn = imageFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, { extensionInImage: true });
  fn.addEnvironment('KINESIS_TELEMETRY_STREAM_ARN', 'theirs');
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function was attached with KINESIS_TELEMETRY_STREAM_ARN=');
});

test('extensionInImage is an error for a function without a container image', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  expect(() => telemetry.attachTo(newFunction(stack), { extensionInImage: true }))
    .toThrow('Stack/Function has no container image, so it gets the extension as a layer. Remove extensionInImage');
});

test('LAYER_ARCHIVE is the absolute path of an existing file', () => {
  expect(isAbsolute(KinesisTelemetryExtension.LAYER_ARCHIVE)).toBe(true);
  expect(existsSync(KinesisTelemetryExtension.LAYER_ARCHIVE)).toBe(true);
});
