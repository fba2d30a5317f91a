import { Aws, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { KinesisTelemetryExtension } from '../../../src';
import { FEATURE_FLAGS, functionsIn, logicalIdsIn, newApp, newFunction, newStack, otherLayer, propertiesIn } from '../fixtures';

interface Role {
  readonly ManagedPolicyArns: unknown[];
}

function attachable(): { stack: Stack; telemetry: KinesisTelemetryExtension } {
  const stack = newStack({ env: { region: 'us-east-1', account: '111111111111' } });
  return { stack, telemetry: new KinesisTelemetryExtension(stack, 'Telemetry') };
}

describe.each(FEATURE_FLAGS)('an attached function, with %s', (_, context) => {
  const stack = newStack({}, newApp(context));
  const fn = newFunction(stack, 'Function', { environment: { TABLE: 'orders' } });
  fn.addLayers(otherLayer(stack, 'Theirs'));
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(fn);
  telemetry.attachTo(fn);

  test('has the layer once, in addition to its other layers', () => {
    const [layer] = logicalIdsIn(stack, 'AWS::Lambda::LayerVersion');
    const layers = functionsIn(stack)[0].Layers;
    expect(layers).toHaveLength(2);
    expect(layers).toContainEqual({ Ref: layer });
  });

  test('has the settings in addition to its other environment variables', () => {
    const [stream] = logicalIdsIn(stack, 'AWS::Kinesis::Stream');
    expect(functionsIn(stack)[0].Environment.Variables).toEqual({
      TABLE: 'orders', KINESIS_TELEMETRY_STREAM_ARN: { 'Fn::GetAtt': [stream, 'Arn'] },
    });
  });

  test('has the policy on its role once', () => {
    const [policy] = logicalIdsIn(stack, 'AWS::IAM::ManagedPolicy');
    const [role] = propertiesIn<Role>(stack, 'AWS::IAM::Role');
    expect(role.ManagedPolicyArns.filter((arn) => JSON.stringify(arn) === JSON.stringify({ Ref: policy }))).toHaveLength(1);
  });
});

test('a setting of the construct applies to every attached function', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 9 });
  for (const id of ['A', 'B', 'C']) telemetry.attachTo(newFunction(stack, id));
  Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::Function',
    { Environment: { Variables: Match.objectLike({ KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '9' }) } }, 3);
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 1);
});

test.each([
  ['nodejs22.x', lambda.Runtime.NODEJS_22_X],
  ['nodejs24.x', new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true })],
  ['a runtime that is newer than this library', new lambda.Runtime('nodejs98.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true })],
  ['a runtime without a family', new lambda.Runtime('nodejs22.x', undefined, { supportsInlineCode: true })],
  ['a variable runtime', new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true, isVariable: true })],
])('a function on %s can be attached', (_, runtime) => {
  const { stack, telemetry } = attachable();
  telemetry.attachTo(newFunction(stack, 'Function', { runtime }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a function on the latest Node.js of an unknown region can be attached', () => {
  const stack = newStack();
  // lambda.determineLatestNodeRuntime returns such a runtime in a stack without a region, if the regions differ.
  const runtime = new lambda.Runtime(Lazy.string({ produce: () => 'nodejs22.x' }), lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true, isVariable: true });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { runtime }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a function whose runtime and architecture are tokens can be attached', () => {
  const { stack, telemetry } = attachable();
  const [runtime, architecture] = [new lambda.Runtime(Aws.REGION), lambda.Architecture.custom(Aws.PARTITION)];
  telemetry.attachTo(newFunction(stack, 'Function', { runtime, architecture, code: lambda.Code.fromAsset(__dirname) }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test.each([
  [lambda.Architecture.X86_64], [lambda.Architecture.ARM_64],
])('a function on %p can be attached', (architecture) => {
  const { stack, telemetry } = attachable();
  telemetry.attachTo(newFunction(stack, 'Function', { architecture }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a NodejsFunction can be attached', () => {
  const { stack, telemetry } = attachable();
  telemetry.attachTo(new NodejsFunction(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'),
  }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a function from a second copy of aws-cdk-lib can be attached', () => {
  const { stack, telemetry } = attachable();
  const ours = lambda.Function; // aws-cdk-lib loads it lazily: load it before the copy
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof lambda>('aws-cdk-lib/aws-lambda');
    const fn = new copy.Function(stack, 'Function', {
      runtime: copy.Runtime.NODEJS_22_X, handler: 'index.handler', code: copy.Code.fromInline('exports.handler = async () => {}'),
    });
    expect(fn).not.toBeInstanceOf(ours);
    telemetry.attachTo(fn);
  });
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a function that already has the same environment variable can be attached', () => {
  const { stack, telemetry } = attachable();
  telemetry.attachTo(newFunction(stack, 'Function', { environment: { ...telemetry.environment } }));
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('the function may set an environment variable that the construct does not set', () => {
  const { stack, telemetry } = attachable();
  const fn = newFunction(stack, 'Function', { environment: { KINESIS_TELEMETRY_ENABLED: 'false' } });
  telemetry.attachTo(fn);
  fn.addEnvironment('KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', '2000');
  expect(functionsIn(stack)[0].Environment.Variables).toMatchObject({
    KINESIS_TELEMETRY_ENABLED: 'false', KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '2000',
  });
});

test('environment variables and layers can be added after attachTo', () => {
  const { stack, telemetry } = attachable();
  const fn = newFunction(stack, 'Function', { layers: [otherLayer(stack, 'Before')] });
  telemetry.attachTo(fn);
  telemetry.attachTo(fn);
  fn.addEnvironment('TABLE', 'orders');
  fn.addLayers(otherLayer(stack, 'After'));
  expect(functionsIn(stack)[0].Layers).toHaveLength(3);
  expect(Object.keys(functionsIn(stack)[0].Environment.Variables)).toHaveLength(2);
});

test('attachTo does not resolve lazy environment variables', () => {
  const { stack, telemetry } = attachable();
  let table = 'not known yet';
  const fn = newFunction(stack, 'Function', { environment: { TABLE: Lazy.string({ produce: () => table }) } });
  telemetry.attachTo(fn);
  table = 'orders';
  expect(functionsIn(stack)[0].Environment.Variables).toMatchObject({ TABLE: 'orders' });
});

test('layers that are a token are not checked', () => {
  const { stack, telemetry } = attachable();
  const fn = newFunction(stack);
  telemetry.attachTo(fn);
  (fn.node.defaultChild as lambda.CfnFunction).layers = Fn.split(',', Aws.NO_VALUE);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('attachTo throws an error for', () => {
  test('a container image', () => {
    const { stack, telemetry } = attachable();
    const fn = new lambda.DockerImageFunction(stack, 'Function', {
      code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
    });
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function has a container image, which cannot have layers. '
      + 'Copy the extension from the archive KinesisTelemetryExtension.LAYER_ARCHIVE to /opt/extensions/ of the image (docs/platform-teams.md shows the lines for the '
      + 'Dockerfile) and call attachTo with { extensionInImage: true }, which adds the settings and the permission; '
      + 'or use a function with a .zip package (lambda.Function or NodejsFunction)');
  });

  test('a function with five layers', () => {
    const { stack, telemetry } = attachable();
    const fn = newFunction(stack, 'Function', { layers: ['A', 'B', 'C', 'D', 'E'].map((id) => otherLayer(stack, id)) });
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function has no layer slot left for the extension: Lambda allows 5 layers. '
      + 'Merge or remove a layer, or do not attach this function');
    expect(functionsIn(stack)[0].Environment?.Variables).toBeUndefined();
  });

  test('a fifth layer that is added after attachTo', () => {
    const { stack, telemetry } = attachable();
    const fn = newFunction(stack, 'Function', { layers: ['A', 'B', 'C', 'D'].map((id) => otherLayer(stack, id)) });
    telemetry.attachTo(fn);
    expect(() => fn.addLayers(otherLayer(stack, 'E'))).toThrow('already uses 5 layers');
  });

  test('an environment variable that the function has with another value', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 5 });
    const fn = newFunction(stack, 'Function', { environment: { KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '6' } });
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function has the environment variable KINESIS_TELEMETRY_DISPATCH_THRESHOLD="6", '
      + 'but Stack/Telemetry sets it to "5". Set it either in the function or in the construct, not in both');
  });

  test('a function without a CloudFormation resource', () => {
    const { stack, telemetry } = attachable();
    const fn = newFunction(stack);
    fn.node.defaultChild = undefined;
    fn.node.tryRemoveChild('Resource');
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function has no AWS::Lambda::Function as its default child, so it cannot be checked');
  });

  test('an environment variable that the CloudFormation resource of the function has with another value', () => {
    const { stack, telemetry } = attachable();
    const fn = newFunction(stack);
    (fn.node.defaultChild as lambda.CfnFunction).environment = { variables: { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' } };
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function has the environment variable KINESIS_TELEMETRY_STREAM_ARN="theirs", but');
  });

  test('a second extension', () => {
    const { stack, telemetry } = attachable();
    const other = new KinesisTelemetryExtension(stack, 'Other', { parameterPrefix: '/other' });
    const fn = newFunction(stack);
    telemetry.attachTo(fn);
    expect(() => other.attachTo(fn)).toThrow('Stack/Function is already attached to Stack/Telemetry: a function can have only one '
      + 'KinesisTelemetryExtension. Remove one of the two calls of attachTo (this call is from Stack/Other)');
  });

  test('an imported function', () => {
    const { stack } = attachable();
    const telemetry = new KinesisTelemetryExtension(stack, 'Ours', { parameterPrefix: '/ours' });
    const fn = lambda.Function.fromFunctionArn(stack, 'Function', 'arn:aws:lambda:us-east-1:111111111111:function:theirs');
    expect(() => telemetry.attachTo(fn)).toThrow('Stack/Function is not a function that this app creates, so its configuration cannot be '
      + 'changed here. Attach it in the app that creates it, or configure it by hand: the layer\'s ARN is in the SSM parameter /ours/extension/arn, '
      + 'the ARN of the policy for the function\'s role in /ours/runtime/policy/arn, and the value of the environment variable '
      + 'KINESIS_TELEMETRY_STREAM_ARN in /ours/stream/arn');
  });

  const edge = 'is used as Lambda@Edge, which accepts neither layers nor environment variables. Do not attach it';

  test('an edge function', () => {
    const { stack, telemetry } = attachable();
    const fn = new cloudfront.experimental.EdgeFunction(stack, 'Edge', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
    });
    expect(() => telemetry.attachTo(fn)).toThrow(`Stack/Edge ${edge}`);
  });

  test('the function in an edge function', () => {
    const { stack, telemetry } = attachable();
    const fn = new cloudfront.experimental.EdgeFunction(stack, 'Edge', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
    });
    telemetry.attachTo(fn.lambda);
    expect(() => Template.fromStack(stack)).toThrow(`Stack/Edge/Fn ${edge}`);
  });

  test('a function that becomes Lambda@Edge after it was attached', () => {
    const { stack, telemetry } = attachable();
    const fn = newFunction(stack);
    telemetry.attachTo(fn);
    new cloudfront.Distribution(stack, 'Distribution', {
      defaultBehavior: {
        origin: new HttpOrigin('example.com'),
        edgeLambdas: [{ functionVersion: fn.currentVersion, eventType: cloudfront.LambdaEdgeEventType.VIEWER_REQUEST }],
      },
    });
    expect(() => Template.fromStack(stack)).toThrow(`Stack/Function ${edge}`);
  });
});

describe('a change after attachTo is an error at synth time:', () => {
  function synthAfter(change: (fn: lambda.Function, telemetry: KinesisTelemetryExtension) => void): () => void {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 5 });
    const fn = newFunction(stack);
    telemetry.attachTo(fn);
    change(fn, telemetry);
    return () => Template.fromStack(stack);
  }

  test('an environment variable is overwritten', () => {
    expect(synthAfter((fn) => fn.addEnvironment('KINESIS_TELEMETRY_DISPATCH_THRESHOLD', '6')))
      .toThrow('Stack/Function was attached with KINESIS_TELEMETRY_DISPATCH_THRESHOLD="5", but the variable was set to "6" afterwards. '
        + 'Set it either in Stack/Telemetry or in the function, not in both');
  });

  test('all environment variables are overwritten', () => {
    expect(synthAfter((fn) => { (fn.node.defaultChild as lambda.CfnFunction).environment = { variables: { A: 'b' } }; }))
      .toThrow('Stack/Function was attached with KINESIS_TELEMETRY_DISPATCH_THRESHOLD="5", but the variable was removed afterwards');
  });

  test('the function reads the stream', () => {
    const { LATEST } = lambda.StartingPosition;
    expect(synthAfter((fn, telemetry) => fn.addEventSource(new KinesisEventSource(telemetry.stream, { startingPosition: LATEST }))))
      .toThrow(/Stack\/Function reads the stream of Stack\/Telemetry, by Stack\/Function\/.*, and writes its own telemetry to it: each invocation would cause another one/);
  });

  test('the layers are overwritten', () => {
    expect(synthAfter((fn) => { (fn.node.defaultChild as lambda.CfnFunction).layers = ['arn']; }))
      .toThrow('Stack/Function was attached by Stack/Telemetry, but its layers were overwritten afterwards and the layer is missing. '
        + 'Set the layers before you call attachTo');
  });

  test('the layer is added a second time', () => {
    expect(synthAfter((fn, telemetry) => fn.addLayers(telemetry.layer)))
      .toThrow('Stack/Function has the layer of Stack/Telemetry 2 times. attachTo adds the layer: do not add it yourself');
  });

  test('the layer of another extension is added', () => {
    expect(synthAfter((fn) => fn.addLayers(new KinesisTelemetryExtension(fn.stack, 'Other', { parameterPrefix: '/other' }).layer)))
      .toThrow('Stack/Function has the layer of another KinesisTelemetryExtension in addition to the layer of Stack/Telemetry, and both '
        + 'contain an extension with the same name. Remove the other layer');
  });

  test('there are more layers than Lambda allows', () => {
    expect(synthAfter((fn, telemetry) => {
      (fn.node.defaultChild as lambda.CfnFunction).layers = [telemetry.layer.layerVersionArn, '1', '2', '3', '4', '5'];
    })).toThrow('Stack/Function has 6 layers, but Lambda allows only 5. Remove a layer, or do not attach this function');
  });
});

test('attachTo does not change the function when it throws an error', () => {
  const { stack, telemetry } = attachable();
  const fn = newFunction(stack, 'Function', { environment: { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' } });
  expect(() => telemetry.attachTo(fn)).toThrow('KINESIS_TELEMETRY_STREAM_ARN="theirs"');
  fn.addEnvironment('KINESIS_TELEMETRY_STREAM_ARN', telemetry.stream.streamArn);
  telemetry.attachTo(fn);
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('two functions can share a role, which has the policy once', () => {
  const { stack, telemetry } = attachable();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  for (const id of ['A', 'B']) telemetry.attachTo(newFunction(stack, id, { role }));
  expect(propertiesIn<Role>(stack, 'AWS::IAM::Role')[0].ManagedPolicyArns).toHaveLength(1);
});
