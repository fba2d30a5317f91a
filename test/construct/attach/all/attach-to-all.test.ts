import * as core from 'aws-cdk-lib';
import { App, AspectPriority, Aspects, CustomResource, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deploy from 'aws-cdk-lib/aws-s3-deployment';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct, IMixin } from 'constructs';
import { AttachToAllOptions, KinesisTelemetryExtension } from '../../../../src';
import { FEATURE_FLAGS, newApp, newFunction, newStack } from '../../fixtures';

interface Found {
  readonly Properties: { readonly Handler?: string; readonly Layers?: unknown[]; readonly Environment?: { readonly Variables: object } };
}

/** Logical ids of the functions that were attached. */
function attachedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .filter(([, resource]) => 'KINESIS_TELEMETRY_STREAM_ARN' in ((resource as Found).Properties.Environment?.Variables ?? {}))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

/** How many functions are attached at once. */
const WAYS: [way: string, attach: (telemetry: KinesisTelemetryExtension, scope: Construct, options?: AttachToAllOptions) => void][] = [
  ['attachToAll', (telemetry, scope, options) => telemetry.attachToAll(scope, options)],
  ['an Aspect', (telemetry, scope, options) => Aspects.of(scope).add(telemetry.asAspect(options), { priority: AspectPriority.MUTATING })],
  ['a Mixin', (telemetry, scope, options) => { scope.with(telemetry.asMixin(options)); }],
  // Newer releases of core than the floor have it.
  ['Mixins.of, or a Mixin', (telemetry, scope, options) => {
    const { Mixins } = core as { Mixins?: { of(scope: IConstruct): { apply(...mixins: IMixin[]): unknown } } };
    if (Mixins) Mixins.of(scope).apply(telemetry.asMixin(options));
    else scope.with(telemetry.asMixin(options));
  }],
];

function leftOutIn(stack: Stack): string {
  return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('\\[ack: cdk-kinesis-telemetry-extension:leftOut\\]|leaves out'))
    .map(({ entry }) => String(entry.data)).join('\n');
}

/** What CDK itself brings into an app, next to one function of the user's. */
const CDKS_OWN: [what: string, make: (stack: Stack) => void][] = [
  ['a custom resource for calls of the SDK', (stack) => new cr.AwsCustomResource(stack, 'Call', {
    onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('x') },
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: cr.AwsCustomResourcePolicy.ANY_RESOURCE }),
  })],
  ['the framework of a provider', (stack) => new CustomResource(stack, 'Custom', {
    serviceToken: new cr.Provider(stack, 'Provider', {
      onEventHandler: lambda.Function.fromFunctionAttributes(stack, 'OnEvent', {
        functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:on-event', sameEnvironment: true,
      }),
    }).serviceToken,
  })],
  ['a deployment to a bucket', (stack) => new s3deploy.BucketDeployment(stack, 'Deployment', {
    destinationBucket: new s3.Bucket(stack, 'Bucket'), sources: [s3deploy.Source.data('file', 'text')],
  })],
  ['a bucket that empties itself', (stack) => new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY })],
  ['log retention', (stack) => new logs.LogRetention(stack, 'Retention', { logGroupName: '/a', retention: logs.RetentionDays.ONE_DAY })],
];

const OTHERS: [what: string, make: (stack: Stack) => void, reason: string][] = [
  ['Python', (stack) => newFunction(stack, 'Other', { runtime: lambda.Runtime.PYTHON_3_13 }), 'Stack/Other: it runs on python3.13'],
  ['an old Node.js', (stack) => newFunction(stack, 'Other', { runtime: lambda.Runtime.NODEJS_20_X }), 'Stack/Other: it runs on nodejs20.x'],
  ['a container image', (stack) => new lambda.DockerImageFunction(stack, 'Other', {
    code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
  }), 'Stack/Other: it is made from a container image'],
  ['Lambda@Edge', (stack) => new cloudfront.experimental.EdgeFunction(stack, 'Other', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
  }), 'Stack/Other/Fn: it is used as Lambda@Edge'],
  ['a function without a construct of its own', (stack) => new lambda.CfnFunction(stack, 'Other', { code: { zipFile: 'x' }, role: 'arn' }),
    'Stack/Other: it is no lambda.Function'],
  ['another extension\'s function', (stack) => new KinesisTelemetryExtension(stack, 'Theirs', { parameterPrefix: '/theirs' })
    .attachTo(newFunction(stack, 'Other')), 'Stack/Other: it is attached to Stack/Theirs'],
  ['a function with the tag', (stack) => Tags.of(newFunction(stack, 'Other')).add('kinesis-telemetry', 'off'), 'Stack/Other: it has the tag kinesis-telemetry'],
];

describe.each(WAYS)('by %s', (_, attach) => {
  test.each(FEATURE_FLAGS)('all functions are attached, each once, with %s', (_flags, context) => {
    const stack = newStack({}, newApp(context));
    for (const id of ['A', 'B', 'C']) newFunction(stack, id);
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['A', 'B', 'C']);
    expect(leftOutIn(stack)).toBe('');
  });

  test.each(CDKS_OWN)('CDK\'s own functions are left out, and listed: %s', (_what, make) => {
    const stack = newStack();
    make(stack);
    newFunction(stack, 'Ours');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['Ours']);
    expect(leftOutIn(stack)).toMatch(/it is one of CDK's own|it is no lambda.Function, but a CfnFunction or a provider of CDK's/);
  });

  test.each(OTHERS)('what cannot be attached is left out, and listed: %s', (_what, make, reason) => {
    const stack = newStack({ env: { account: '111111111111', region: 'us-east-1' } });
    make(stack);
    newFunction(stack, 'Ours');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack).filter((id) => id !== 'Other' || !reason.includes('Theirs'))).toEqual(['Ours']);
    expect(leftOutIn(stack)).toContain(reason);
    expect(leftOutIn(stack)).toContain('Stack/Telemetry leaves out');
  });

  test('a function that cannot be attached, and should be, is an error that says how to leave it out', () => {
    const stack = newStack();
    newFunction(stack, 'Bad', { environment: { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' } });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    expect(() => {
      attach(telemetry, stack);
      Template.fromStack(stack);
    }).toThrow(/^Stack\/Bad has KINESIS_TELEMETRY_STREAM_ARN="theirs".*To attach all others, exclude Stack\/Bad, or give it the tag kinesis-telemetry=off$/);
  });

  test.each<[string, (telemetry: KinesisTelemetryExtension, fn: lambda.Function) => void]>([
    ['by addConsumer', (telemetry, fn) => { telemetry.addConsumer(fn); }],
    ['through an alias', (telemetry, fn) => { telemetry.addConsumer(new lambda.Alias(fn.stack, 'Alias', { aliasName: 'live', version: fn.currentVersion })); }],
    ['by an event source of its own', (telemetry, fn) => fn.addEventSource(new KinesisEventSource(telemetry.stream, {
      startingPosition: lambda.StartingPosition.LATEST,
    }))],
  ])('a function that reads the stream is left out, or it would call itself for ever: %s', (_how, read) => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    read(telemetry, newFunction(stack, 'Reader'));
    newFunction(stack, 'Ours');
    attach(telemetry, stack);
    expect(attachedIn(stack)).toEqual(['Ours']);
    expect(leftOutIn(stack)).toContain('Stack/Reader: it reads the stream');
  });

  test('functions and whole constructs can be excluded, and nothing needs to be said of them', () => {
    const stack = newStack();
    const part = new Construct(stack, 'Part');
    newFunction(part, 'A');
    const excluded = newFunction(stack, 'B');
    newFunction(stack, 'C');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { exclude: [part, excluded] });
    expect(attachedIn(stack)).toEqual(['C']);
    expect(leftOutIn(stack)).toBe('');
  });

  test('only what is included is attached; what is excluded in it is not', () => {
    const stack = newStack();
    const part = new Construct(stack, 'Part');
    newFunction(part, 'A');
    const excluded = newFunction(part, 'B');
    newFunction(stack, 'C');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { include: [part], exclude: [excluded] });
    expect(attachedIn(stack)).toEqual(['PartA']);
  });

  test('one of CDK\'s own is attached if it is named', () => {
    const stack = newStack();
    CDKS_OWN[0][1](stack);
    const own = stack.node.findAll().find((construct): construct is lambda.Function => construct instanceof lambda.Function);
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { include: [own!] });
    expect(attachedIn(stack)).toHaveLength(1);
  });

  test('the options are those of all functions, but of those that were attached before', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'A'), { dispatchThreshold: 5 });
    newFunction(stack, 'B');
    attach(telemetry, stack, { dispatchThreshold: 6 });
    const variables = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
      .map((resource) => (resource as Found).Properties.Environment?.Variables);
    expect(variables).toEqual([
      expect.objectContaining({ KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '5' }), expect.objectContaining({ KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '6' }),
    ]);
  });

  test('the tag of a construct holds for what is in it, the nearest tag counts, and another tag can be asked for', () => {
    const stack = newStack();
    Tags.of(stack).add('no-telemetry', 'off');
    const part = new Construct(stack, 'Part');
    newFunction(part, 'A');
    Tags.of(part).add('no-telemetry', 'on');
    newFunction(stack, 'B');
    const removed = newFunction(stack, 'C');
    Tags.of(removed).remove('no-telemetry');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { optOutTag: 'no-telemetry' });
    expect(attachedIn(stack)).toEqual(['PartA', 'C']);
  });

  test('functions in all stacks of an app are attached, each with a layer of its own stack', () => {
    const app = newApp();
    const stacks = ['One', 'Two'].map((id) => newStack({}, app, id));
    for (const stack of stacks) newFunction(stack);
    const telemetry = new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry');
    for (const scope of attach === WAYS[0][1] ? [app] : stacks) attach(telemetry, scope);
    for (const stack of stacks) {
      expect(attachedIn(stack)).toEqual(['Function']);
      Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 1);
    }
  });

  test('a function of another stage cannot be, and the error says what can', () => {
    const app = new App();
    const telemetry = new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry');
    const stage = new Stage(app, 'Stage');
    newFunction(new Stack(stage, 'Stack'));
    expect(() => {
      attach(telemetry, stage);
      stage.synth();
    }).toThrow('Stage/Stack/Function is in another stage than the stream of Home/Telemetry');
  });
});

test('attachToAll lists what it leaves out in one annotation', () => {
  const stack = newStack();
  for (const id of ['A', 'B']) newFunction(stack, id, { runtime: lambda.Runtime.PYTHON_3_13 });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  const [{ entry }, ...others] = Annotations.fromStack(stack).findInfo('/Stack', Match.anyValue());
  expect(others).toEqual([]);
  expect(entry.data).toContain('Stack/Telemetry leaves out:\n- Stack/A: it runs on python3.13\n- Stack/B: it runs on python3.13');
});

test('a tag that comes too late for attachToAll is an error at synth', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  Tags.of(fn).add('kinesis-telemetry', 'off');
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function has the tag kinesis-telemetry=off, but was attached with all others before '
    + 'it had it. Add the tag before attachToAll');
});

test('a function with the tag can be attached by itself', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  Tags.of(fn).add('kinesis-telemetry', 'off');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  expect(attachedIn(stack)).toEqual(['Function']);
});

describe.each(FEATURE_FLAGS)('an Aspect, with %s,', (_, context) => {
  test('attaches functions that are added later, a great many of them', () => {
    const stack = newStack({}, newApp(context));
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    // More than the rounds in which core looks for what Aspects have added.
    for (let i = 0; i < 120; i++) newFunction(stack, `F${i}x`);
    expect(attachedIn(stack)).toHaveLength(120);
  });

  test('of a stack sees the tags of the stack', () => {
    const stack = newStack({}, newApp(context));
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    Tags.of(stack).add('kinesis-telemetry', 'off');
    newFunction(stack);
    expect(attachedIn(stack)).toEqual([]);
  });

  test('of other people, that adds a function, is followed', () => {
    const stack = newStack({}, newApp(context));
    new Construct(stack, 'Empty');
    Aspects.of(stack).add({ visit: (node) => { if (node.node.id === 'Empty') newFunction(node as Construct, 'Late'); } }, { priority: 100 });
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['EmptyLate']);
  });
});
