import { App, AppProps, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CURRENT_VERSION_EXPIRED_FLAGS, FLAGS } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../src';

export const IRELAND = { account: '111111111111', region: 'eu-west-1' };
export const OTHER_ACCOUNT = { account: '222222222222', region: 'eu-west-1' };
export const OTHER_REGION = { account: '111111111111', region: 'us-east-2' };

/** Only boolean flags can be switched off. */
const SWITCHES = Object.entries(FLAGS)
  .filter(([flag, { recommendedValue }]) => typeof recommendedValue === 'boolean' && !CURRENT_VERSION_EXPIRED_FLAGS.includes(flag));

/** Without it, aws-cdk-lib newer than the floor cannot create a bucket with `autoDeleteObjects`: "Couldn't find trait". The floor does not know it. */
const NEEDED_BY_CDK = '@aws-cdk/core:automaticL1Traits';

const EVERYTHING_OFF = Object.fromEntries(SWITCHES.filter(([flag]) => flag !== NEEDED_BY_CDK).map(([flag]) => [flag, false]));
const RECOMMENDED = Object.fromEntries(Object.entries(FLAGS)
  .filter(([flag]) => !CURRENT_VERSION_EXPIRED_FLAGS.includes(flag)).map(([flag, { recommendedValue }]) => [flag, recommendedValue]));

/** Contexts for apps. */
export const FEATURE_FLAGS: [name: string, context: Record<string, unknown>][] = [
  ['all feature flags off', EVERYTHING_OFF],
  ['the recommended feature flags', RECOMMENDED],
  ['no feature flags given', {}],
];

/** Neither copies the layer nor writes tree.json: tests read templates, and would spend most of their time on it. */
const QUICK = { 'aws:cdk:disable-asset-staging': true };

export function newApp(context: AppProps['context'] = {}): App {
  return new App({ context: { ...QUICK, ...context }, analyticsReporting: false, treeMetadata: false });
}

export function newStack(props: StackProps = {}, app: App = newApp(), id: string = 'Stack'): Stack {
  return new Stack(app, id, props);
}

export function newFunction(scope: Construct, id: string = 'Function', props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    memorySize: 256,
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    ...props,
  });
}

/** Returns a layer of the user. */
export function otherLayer(scope: Construct, id: string): lambda.ILayerVersion {
  return lambda.LayerVersion.fromLayerVersionArn(scope, id, `arn:aws:lambda:eu-west-1:333333333333:layer:${id}:1`);
}

/** Returns the environment variables of a function that is attached to an extension with these props. */
export function variablesWith(props: KinesisTelemetryExtensionProps): Record<string, unknown> {
  const stack = newStack();
  const fn = newFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry', props).attachTo(fn);
  return functionsIn(stack)[0].Environment.Variables;
}

/** Returns the error of a construct with these props. */
export function errorOf(props: KinesisTelemetryExtensionProps): string {
  try {
    new KinesisTelemetryExtension(newStack(), 'Telemetry', props);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('no error was thrown');
}

export interface FunctionProperties {
  readonly Layers?: unknown[];
  readonly Environment: { readonly Variables: Record<string, unknown> };
}

export function functionsIn(stack: Stack): FunctionProperties[] {
  return propertiesIn<FunctionProperties>(stack, 'AWS::Lambda::Function');
}

export function propertiesIn<T>(stack: Stack, type: string): T[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map((resource) => resource.Properties as T);
}

export function logicalIdsIn(stack: Stack, type: string): string[] {
  return Object.keys(Template.fromStack(stack).findResources(type));
}
