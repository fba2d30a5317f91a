import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Shape } from './shape';
import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';


// The CDK CLI runs this app in a folder of its own, with the shape of the next deployment.
const app = new App();
const { orders, isAttached, isReading, circle, telemetry: place, parameterPrefix = '/moves', regions, isAttachedAbroad } = JSON.parse(String(app.node.getContext('shape'))) as Shape;
const removalPolicy = RemovalPolicy.DESTROY;
const env = regions && { region: regions.home };
const stacks = { Platform: new Stack(app, 'Platform', { env }), Shop: new Stack(app, 'Shop', { env }) };

function newFunction(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', memorySize: 512, code: lambda.Code.fromInline('exports.handler = async () => {}'),
  });
}

function stackOfTelemetry(): Stack {
  if (!place) return stacks.Platform;
  // Something stays in the stack without the extension: the CDK CLI deletes a stack that has become empty.
  const both = { Platform: stacks.Platform, Hub: new Stack(app, 'Hub', { env }) };
  for (const stack of Object.values(both)) newFunction(stack, 'Unattached');
  return both[place];
}

const fn = newFunction(stacks[orders], 'Orders');
const key = circle ? new kms.Key(stacks.Platform, 'Key', { removalPolicy }) : undefined;
const telemetry = new KinesisTelemetryExtension(stackOfTelemetry(), 'Telemetry', {
  parameterPrefix, removalPolicy, streamName: circle ? 'named' : undefined, streamEncryptionKey: key,
});
if (isAttached) telemetry.attachTo(fn);
if (regions) {
  const refunds = newFunction(new Stack(app, 'Abroad', { env: { region: regions.abroad } }), 'Refunds');
  if (isAttachedAbroad) telemetry.attachTo(refunds);
}
if (isReading) telemetry.addConsumer(newFunction(stacks.Shop, 'Watch'));
if (circle) {
  // The stack of the stream needs the bucket of the stack whose function is attached, and the key names the role of an attached function.
  telemetry.addArchive('Archive', { bucket: new s3.Bucket(stacks.Shop, 'Bucket', { removalPolicy }), removalPolicy });
  const payments = newFunction(stacks.Platform, 'Payments');
  telemetry.attachTo(payments);
  key!.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:DescribeKey'], principals: [new iam.ArnPrincipal(payments.role!.roleArn)], resources: ['*'] }));
}
