import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import { KinesisTelemetryExtension } from '../../../../src';
import { functionsIn, newFunction, newStack } from '../../fixtures';

const { ENFORCE, WARN } = lambda.UntrustedArtifactOnDeployment;
const EXISTING = 'arn:aws:lambda:eu-west-1:111111111111:code-signing-config:csc-0123456789abcdef0';

function configIn(stack: Stack, untrustedArtifactOnDeployment?: lambda.UntrustedArtifactOnDeployment): lambda.CodeSigningConfig {
  const profile = new signer.SigningProfile(stack, 'Profile', { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA });
  return new lambda.CodeSigningConfig(stack, 'Config', { signingProfiles: [profile], untrustedArtifactOnDeployment });
}

function signedFunction(stack: Stack, codeSigningConfig: lambda.ICodeSigningConfig): lambda.Function {
  return newFunction(stack, 'Function', { codeSigningConfig });
}

function warningsIn(stack: Stack): unknown[] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('unsignedLayer')).map(({ id, entry }) => [id, entry.data]);
}

const WARNED = [['/Stack/Function', expect.stringContaining('Stack/Function has a code signing configuration, and the layer of the extension is not signed: with the policy "Enforce"')]];

test('a function whose code signing refuses unsigned layers is a warning', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(signedFunction(stack, configIn(stack, ENFORCE)));
  expect(warningsIn(stack)).toEqual(WARNED);
});

test('so is one with a configuration of another app, whose policy is unknown, and with a layer from parameters', () => {
  const stack = newStack();
  KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachTo(signedFunction(stack, lambda.CodeSigningConfig.fromCodeSigningConfigArn(stack, 'Config', EXISTING)));
  expect(warningsIn(stack)).toEqual(WARNED);
});

test.each([WARN, undefined])('a configuration of this app with the policy %p lets the layer pass', (policy) => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(signedFunction(stack, configIn(stack, policy)));
  expect(warningsIn(stack)).toEqual([]);
});

test('a container image has no layer, and no warning', () => {
  const stack = newStack();
  const image = new lambda.DockerImageFunction(stack, 'Function', {
    memorySize: 256, code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
  });
  (image.node.defaultChild as lambda.CfnFunction).codeSigningConfigArn = EXISTING;
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(image, { extensionInImage: true });
  expect(warningsIn(stack)).toEqual([]);
});

test('a signed layer is given by fromAttributes, beside the stream and the policy of this app', () => {
  const stack = newStack();
  const { stream, policy } = new KinesisTelemetryExtension(stack, 'Telemetry');
  const signed = new lambda.CfnLayerVersion(stack, 'SignedLayer', { content: { s3Bucket: 'signed', s3Key: 'layer.zip' } });
  KinesisTelemetryExtension.fromAttributes(stack, 'Signed', {
    layerVersionArn: signed.ref, streamArn: stream.streamArn, policyArn: policy.managedPolicyArn,
  }).attachTo(signedFunction(stack, configIn(stack, ENFORCE)));
  expect(functionsIn(stack)[0].Layers).toEqual([{ Ref: 'SignedLayer' }]);
  expect(warningsIn(stack)).toEqual([]);
});
