import * as core from 'aws-cdk-lib';
import { App, AspectPriority, Aspects, CfnResource, CustomResource, NestedStack, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
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

/** Returns the logical ids of the attached functions. */
function attachedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .filter(([, resource]) => 'KINESIS_TELEMETRY_STREAM_ARN' in ((resource as Found).Properties.Environment?.Variables ?? {}))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

/** The ways to attach several functions at once. */
const WAYS: [way: string, attach: (telemetry: KinesisTelemetryExtension, scope: Construct, options?: AttachToAllOptions) => void][] = [
  ['attachToAll', (telemetry, scope, options) => telemetry.attachToAll(scope, options)],
  ['an Aspect', (telemetry, scope, options) => Aspects.of(scope).add(telemetry.asAspect(options), { priority: AspectPriority.MUTATING })],
  ['a Mixin', (telemetry, scope, options) => { scope.with(telemetry.asMixin(options)); }],
  // Only newer CDK releases than the minimum have Mixins.
  ['Mixins.of, or a Mixin', (telemetry, scope, options) => {
    const { Mixins } = core as { Mixins?: { of(scope: IConstruct): { apply(...mixins: IMixin[]): unknown } } };
    if (Mixins) Mixins.of(scope).apply(telemetry.asMixin(options));
    else scope.with(telemetry.asMixin(options));
  }],
];

function leftOutIn(stack: Stack): string {
  return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('\\[ack: cdk-kinesis-telemetry-extension:leftOut\\]|skips'))
    .map(({ entry }) => String(entry.data)).join('\n');
}

/** Constructs for which CDK adds functions to an app. */
const CDKS_OWN: [what: string, make: (stack: Stack) => void][] = [
  ['a custom resource for SDK calls', (stack) => new cr.AwsCustomResource(stack, 'Call', {
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
  ['a runtime on Amazon Linux 1', (stack) => newFunction(stack, 'Other', { runtime: lambda.Runtime.PYTHON_3_7 }),
    'Stack/Other: it runs on python3.7: this runtime is on Amazon Linux 1'],
  ['a container image', (stack) => new lambda.DockerImageFunction(stack, 'Other', {
    code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
  }), 'Stack/Other: it has a container image'],
  ['Lambda@Edge', (stack) => new cloudfront.experimental.EdgeFunction(stack, 'Other', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
  }), 'Stack/Other/Fn: it is used as Lambda@Edge'],
  ['a plain resource', (stack) => new CfnResource(stack, 'Other', { type: 'AWS::Lambda::Function', properties: { Runtime: 'nodejs22.x' } }),
    'Stack/Other: it is neither a lambda.Function nor a CfnFunction'],
  ['a function that is attached to another extension', (stack) => new KinesisTelemetryExtension(stack, 'Theirs', { parameterPrefix: '/theirs' })
    .attachTo(newFunction(stack, 'Other')), 'Stack/Other: it is attached to Stack/Theirs'],
  ['a function with the tag', (stack) => Tags.of(newFunction(stack, 'Other')).add('kinesis-telemetry', 'off'), 'Stack/Other: it has the tag kinesis-telemetry'],
];

describe.each(WAYS)('with %s', (_, attach) => {
  test.each(FEATURE_FLAGS)('all functions are attached once, with %s', (_flags, context) => {
    const stack = newStack({}, newApp(context));
    for (const id of ['A', 'B', 'C']) newFunction(stack, id);
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['A', 'B', 'C']);
    expect(leftOutIn(stack)).toBe('');
  });

  test.each(CDKS_OWN)('CDK\'s own functions are skipped and listed: %s', (_what, make) => {
    const stack = newStack();
    make(stack);
    newFunction(stack, 'Ours');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['Ours']);
    expect(leftOutIn(stack)).toMatch(/it is a function of CDK|it is neither a lambda.Function nor a CfnFunction/);
  });

  test.each(OTHERS)('functions that cannot be attached are skipped and listed: %s', (_what, make, reason) => {
    const stack = newStack({ env: { account: '111111111111', region: 'us-east-1' } });
    make(stack);
    newFunction(stack, 'Ours');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack).filter((id) => id !== 'Other' || !reason.includes('Theirs'))).toEqual(['Ours']);
    expect(leftOutIn(stack)).toContain(reason);
    expect(leftOutIn(stack)).toContain('Stack/Telemetry skips');
  });

  test('a function with a conflict is an error that says how to skip it', () => {
    const stack = newStack();
    newFunction(stack, 'Bad', { environment: { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' } });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    expect(() => {
      attach(telemetry, stack);
      Template.fromStack(stack);
    }).toThrow(/^Stack\/Bad has the environment variable KINESIS_TELEMETRY_STREAM_ARN="theirs".*To attach the other functions, exclude Stack\/Bad, or add the tag kinesis-telemetry=off to it$/);
  });

  test.each<[string, (telemetry: KinesisTelemetryExtension, fn: lambda.Function) => void]>([
    ['by addConsumer', (telemetry, fn) => { telemetry.addConsumer(fn); }],
    ['through an alias', (telemetry, fn) => { telemetry.addConsumer(new lambda.Alias(fn.stack, 'Alias', { aliasName: 'live', version: fn.currentVersion })); }],
    ['by another event source', (telemetry, fn) => fn.addEventSource(new KinesisEventSource(telemetry.stream, {
      startingPosition: lambda.StartingPosition.LATEST,
    }))],
  ])('a function that reads the stream is skipped: %s', (_how, read) => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    read(telemetry, newFunction(stack, 'Reader'));
    newFunction(stack, 'Ours');
    attach(telemetry, stack);
    expect(attachedIn(stack)).toEqual(['Ours']);
    expect(leftOutIn(stack)).toContain('Stack/Reader: it reads the stream');
  });

  test('functions and whole constructs can be excluded, and are not listed', () => {
    const stack = newStack();
    const part = new Construct(stack, 'Part');
    newFunction(part, 'A');
    const excluded = newFunction(stack, 'B');
    newFunction(stack, 'C');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { exclude: [part, excluded] });
    expect(attachedIn(stack)).toEqual(['C']);
    expect(leftOutIn(stack)).toBe('');
  });

  test('only included functions are attached, unless they are excluded', () => {
    const stack = newStack();
    const part = new Construct(stack, 'Part');
    newFunction(part, 'A');
    const excluded = newFunction(part, 'B');
    newFunction(stack, 'C');
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { include: [part], exclude: [excluded] });
    expect(attachedIn(stack)).toEqual(['PartA']);
  });

  test('a function of CDK is attached if it is included itself', () => {
    const stack = newStack();
    CDKS_OWN[0][1](stack);
    const own = stack.node.findAll().find((construct): construct is lambda.Function => construct instanceof lambda.Function);
    attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack, { include: [own!] });
    expect(attachedIn(stack)).toHaveLength(1);
  });

  test('the options apply to all functions that were not attached before', () => {
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

  test('the nearest tag of a containing construct counts, and the key of the tag can be changed', () => {
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

  test('functions in all stacks of an app are attached, each with the layer of its stack', () => {
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

  test('a function in another stage is an error', () => {
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

test('attachToAll lists the skipped functions in one annotation', () => {
  const stack = newStack();
  for (const id of ['A', 'B']) newFunction(stack, id, { runtime: lambda.Runtime.PYTHON_3_7 });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  const [{ entry }, ...others] = Annotations.fromStack(stack).findInfo('/Stack', Match.anyValue());
  expect(others).toEqual([]);
  expect(entry.data).toMatch(/^Stack\/Telemetry skips:\n- Stack\/A: it runs on python3\.7: .*\n- Stack\/B: it runs on python3\.7: /);
});

describe('attachToAll of an app', () => {
  test('lists the skipped functions in each of their stacks, which the assembly contains', () => {
    const app = newApp();
    const [one, two] = ['One', 'Two'].map((id) => newStack({}, app, id));
    newFunction(one, 'Old', { runtime: lambda.Runtime.PYTHON_3_7 });
    newFunction(new NestedStack(two, 'Nested'), 'Old', { runtime: lambda.Runtime.PYTHON_3_7 });
    newFunction(two, 'Ours');
    new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry').attachToAll(app);
    const listed = app.synth().stacks.map(({ id, messages }) => [id, messages.filter(({ level }) => level === 'info').map(({ entry }) => entry.data)]);
    expect(listed).toEqual([
      ['Home', []],
      ['One', [expect.stringMatching(/^Home\/Telemetry skips:\n- One\/Old: it runs on python3.7: /)]],
      ['Two', [expect.stringMatching(/^Home\/Telemetry skips:\n- Two\/Nested\/Old: it runs on python3.7: /)]],
    ]);
  });

  test.each<[when: string, make: (stack: Stack) => void]>([
    ['no function exists', () => undefined],
    ['only functions of CDK exist', CDKS_OWN[0][1]],
    ['only providers of CDK exist', CDKS_OWN[3][1]],
  ])('is a warning when %s', (_, make) => {
    const app = newApp();
    const stack = newStack({}, app);
    make(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(app);
    newFunction(stack, 'Later');
    Annotations.fromStack(stack).hasWarning('/Stack/Telemetry', Match.stringLikeRegexp('^Stack/Telemetry: attachToAll\\(the app\\) has found no function of this '
      + 'app.*Call it after the functions have been created, or add the Aspect'));
  });

  test.each<[what: string, make: (telemetry: KinesisTelemetryExtension, stack: Stack) => AttachToAllOptions]>([
    ['is excluded', (_, stack) => ({ exclude: [newFunction(stack)] })],
    ['cannot be attached', (_, stack) => { newFunction(stack, 'Old', { runtime: lambda.Runtime.PYTHON_3_7 }); return {}; }],
    ['is attached already', (telemetry, stack) => { telemetry.attachTo(newFunction(stack)); return {}; }],
  ])('is no warning when the only function %s', (_, make) => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachToAll(stack, make(telemetry, stack));
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('has found no function'));
  });
});

test('a tag that is added after attachToAll is an error at synth time', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  Tags.of(fn).add('kinesis-telemetry', 'off');
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function has the tag kinesis-telemetry=off, but the tag was added after '
    + 'the function was attached. Add the tag before attachToAll');
});

test('attachTo ignores the tag', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  Tags.of(fn).add('kinesis-telemetry', 'off');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  expect(attachedIn(stack)).toEqual(['Function']);
});

describe.each(FEATURE_FLAGS)('an Aspect, with %s,', (_, context) => {
  test('attaches many functions that are added later', () => {
    const stack = newStack({}, newApp(context));
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    // CDK visits constructs that Aspects add in at most 100 rounds.
    for (let i = 0; i < 120; i++) newFunction(stack, `F${i}x`);
    expect(attachedIn(stack)).toHaveLength(120);
  });

  test('on a stack respects the tags of the stack', () => {
    const stack = newStack({}, newApp(context));
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    Tags.of(stack).add('kinesis-telemetry', 'off');
    newFunction(stack);
    expect(attachedIn(stack)).toEqual([]);
  });

  test('attaches a function that another Aspect adds', () => {
    const stack = newStack({}, newApp(context));
    new Construct(stack, 'Empty');
    Aspects.of(stack).add({ visit: (node) => { if (node.node.id === 'Empty') newFunction(node as Construct, 'Late'); } }, { priority: 100 });
    WAYS[1][1](new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
    expect(attachedIn(stack)).toEqual(['EmptyLate']);
  });
});
