import { App, AspectPriority, Aspects, CfnElement, CfnResource, Fn, Stack, Stage, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisConsumerEventSource, KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IKinesisTelemetryExtension, KinesisTelemetryExtension } from '../../../src';
import { functionsIn, IRELAND, newApp, newFunction, newStack, OTHER_REGION } from '../fixtures';

const LATEST = { startingPosition: lambda.StartingPosition.LATEST };
const ROLE = 'arn:aws:iam::111111111111:role/theirs';

/** Ways in which a function reads a stream, with its telemetry in the same stream. */
const READERS: [how: string, read: (stack: Stack, fn: lambda.Function, stream: kinesis.IStream) => void][] = [
  ['an event source', (_, fn, stream) => fn.addEventSource(new KinesisEventSource(stream, LATEST))],
  ['an event source with enhanced fan-out', (stack, fn, stream) => fn.addEventSource(new KinesisConsumerEventSource(
    new kinesis.StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'fan-out' }), LATEST))],
  ['an event source of an alias', (stack, fn, stream) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion })
    .addEventSource(new KinesisEventSource(stream, LATEST))],
  ['an EventSourceMapping beside the function', (stack, fn, stream) => new lambda.EventSourceMapping(stack, 'Mapping', {
    target: fn, eventSourceArn: stream.streamArn, ...LATEST,
  })],
  ['an EventSourceMapping of an alias beside the function', (stack, fn, stream) => new lambda.EventSourceMapping(stack, 'Mapping', {
    target: new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }), eventSourceArn: stream.streamArn, ...LATEST,
  })],
  ['a CfnEventSourceMapping', (stack, fn, stream) => new lambda.CfnEventSourceMapping(stack, 'Mapping', {
    functionName: fn.functionArn, eventSourceArn: stream.streamArn, startingPosition: 'LATEST',
  })],
  ['a CfnEventSourceMapping with a CfnStreamConsumer', (stack, fn, stream) => new lambda.CfnEventSourceMapping(stack, 'Mapping', {
    functionName: fn.functionName, startingPosition: 'LATEST',
    eventSourceArn: new kinesis.CfnStreamConsumer(stack, 'Consumer', { streamArn: stream.streamArn, consumerName: 'fan-out' }).attrConsumerArn,
  })],
  ['an EventBridge pipe', (stack, fn, stream) => new pipes.CfnPipe(stack, 'Pipe', {
    roleArn: ROLE, source: stream.streamArn, target: fn.functionArn, sourceParameters: { kinesisStreamParameters: LATEST },
  })],
  ['the enrichment of an EventBridge pipe', (stack, fn, stream) => new pipes.CfnPipe(stack, 'Pipe', {
    roleArn: ROLE, source: stream.streamArn, target: 'arn:aws:sqs:eu-west-1:111111111111:queue', enrichment: fn.functionArn,
    sourceParameters: { kinesisStreamParameters: LATEST },
  })],
  ['the transformation of a Firehose stream', (stack, fn, stream) => new firehose.DeliveryStream(stack, 'Delivery', {
    source: new firehose.KinesisStreamSource(stream),
    destination: new firehose.S3Bucket(new s3.Bucket(stack, 'Bucket'), { processor: new firehose.LambdaFunctionProcessor(fn) }),
  })],
  ['the transformation of a CfnDeliveryStream', (stack, fn, stream) => new firehose.CfnDeliveryStream(stack, 'Delivery', {
    deliveryStreamType: 'KinesisStreamAsSource', kinesisStreamSourceConfiguration: { kinesisStreamArn: stream.streamArn, roleArn: ROLE },
    httpEndpointDestinationConfiguration: {
      endpointConfiguration: { url: 'https://example.com' },
      s3Configuration: { bucketArn: 'arn:aws:s3:::bucket', roleArn: ROLE },
      processingConfiguration: { enabled: true, processors: [{ type: 'Lambda', parameters: [{ parameterName: 'LambdaArn', parameterValue: fn.functionArn }] }] },
    },
  })],
];

/** Ways to get an extension for the stream whose reader is then attached. */
const STREAMS: [which: string, make: (stack: Stack) => { read: kinesis.IStream; written: IKinesisTelemetryExtension }][] = [
  ['the stream of the extension', (stack) => {
    const written = new KinesisTelemetryExtension(stack, 'Telemetry');
    return { read: written.stream, written };
  }],
  ['a given stream', (stack) => {
    const read = new kinesis.Stream(stack, 'Given');
    return { read, written: new KinesisTelemetryExtension(stack, 'Telemetry', { stream: read }) };
  }],
  ['a stream that was imported twice', (stack) => {
    const [read, stream] = ['A', 'B'].map((id) => kinesis.Stream.fromStreamArn(stack, id, 'arn:aws:kinesis:eu-west-1:111111111111:stream/shared'));
    return { read, written: new KinesisTelemetryExtension(stack, 'Telemetry', { stream }) };
  }],
  ['a stream that was imported by its name and by its ARN', (stack) => {
    const read = kinesis.Stream.fromStreamArn(stack, 'A', stack.formatArn({ service: 'kinesis', resource: 'stream', resourceName: 'shared' }));
    const stream = kinesis.Stream.fromStreamArn(stack, 'B', 'arn:aws:kinesis:eu-west-1:111111111111:stream/shared');
    return { read, written: new KinesisTelemetryExtension(stack, 'Telemetry', { stream }) };
  }],
  ['a stream with a name, which is also imported', (stack) => {
    const written = new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'shared' });
    return { read: kinesis.Stream.fromStreamArn(stack, 'A', 'arn:aws:kinesis:eu-west-1:111111111111:stream/shared'), written };
  }],
  ['the original, attached by fromParameters', (stack) => {
    const { stream: read } = new KinesisTelemetryExtension(stack, 'Original');
    return { read, written: KinesisTelemetryExtension.fromParameters(stack, 'Telemetry') };
  }],
  ['fromParameters, attached to the original', (stack) => {
    const written = new KinesisTelemetryExtension(stack, 'Original');
    return { read: KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').stream, written };
  }],
  ['one of two fromParameters', (stack) => ({
    read: KinesisTelemetryExtension.fromParameters(stack, 'One').stream, written: KinesisTelemetryExtension.fromParameters(stack, 'Two'),
  })],
  ['the SSM parameter of the original', (stack) => {
    const written = new KinesisTelemetryExtension(stack, 'Original', { parameterPrefix: '/platform' });
    const arn = ssm.StringParameter.valueForStringParameter(stack, '/platform/stream/arn');
    return { read: kinesis.Stream.fromStreamArn(stack, 'Read', arn), written };
  }],
];

const WAYS: [way: string, attach: (telemetry: IKinesisTelemetryExtension, stack: Stack) => void][] = [
  ['attachToAll', (telemetry, stack) => telemetry.attachToAll(stack)],
  ['an Aspect', (telemetry, stack) => Aspects.of(stack).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING })],
  ['a Mixin', (telemetry, stack) => { stack.with(telemetry.asMixin()); }],
];

function isAttached(stack: Stack): boolean {
  const reader = Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('Reader'));
  return reader !== undefined && 'KINESIS_TELEMETRY_STREAM_ARN' in ((reader[1] as { Properties: { Environment?: { Variables: object } } }).Properties.Environment?.Variables ?? {});
}

const endless = (written: IKinesisTelemetryExtension) => new RegExp(`Stack/Reader reads the stream of ${written.node.path}, by Stack/.*, and writes its `
  + 'own telemetry to it: each invocation would cause another one, in an endless loop');

describe.each(READERS)('a function that reads its own telemetry by %s', (_how, read) => {
  test('is an error when it is attached', () => {
    const stack = newStack({ env: IRELAND });
    const { read: stream, written } = STREAMS[0][1](stack);
    const fn = newFunction(stack, 'Reader');
    written.attachTo(fn);
    read(stack, fn, stream);
    expect(() => Template.fromStack(stack)).toThrow(endless(written));
  });

  test.each(WAYS)('is skipped and listed by %s', (_way, attach) => {
    const stack = newStack({ env: IRELAND });
    const { read: stream, written } = STREAMS[0][1](stack);
    read(stack, newFunction(stack, 'Reader'), stream);
    newFunction(stack, 'Ours');
    attach(written, stack);
    expect(isAttached(stack)).toBe(false);
    expect(functionsIn(stack).filter((fn) => 'KINESIS_TELEMETRY_STREAM_ARN' in (fn.Environment?.Variables ?? {}))).toHaveLength(1);
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Stack/Reader: it reads the stream'));
  });
});

describe.each(STREAMS)('a function that reads %s', (_which, make) => {
  test.each(READERS.slice(0, 2))('by %s is an error when it is attached, and attachToAll skips it', (_how, read) => {
    const stack = newStack({ env: IRELAND });
    const { read: stream, written } = make(stack);
    const fn = newFunction(stack, 'Reader');
    read(stack, fn, stream);
    written.attachToAll(stack);
    expect(isAttached(stack)).toBe(false);
    written.attachTo(fn);
    expect(() => (stack.node.root as App).synth({ force: true })).toThrow(endless(written));
  });
});

test('the reader of an original in another stack of the app is found through the SSM parameter', () => {
  const app = newApp();
  const original = new KinesisTelemetryExtension(newStack({ env: IRELAND }, app, 'Platform'), 'Telemetry', { parameterPrefix: '/platform' });
  const stack = newStack({ env: IRELAND }, app);
  const fn = newFunction(stack, 'Reader');
  fn.addEventSource(new KinesisEventSource(original.stream, LATEST));
  KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { parameterPrefix: '/platform' }).attachTo(fn);
  expect(() => app.synth()).toThrow('Stack/Reader reads the stream of Stack/Telemetry');
});

test.each<[what: string, make: (stack: Stack) => { read: kinesis.IStream; written: IKinesisTelemetryExtension }]>([
  ['another stream', (stack) => ({ read: new kinesis.Stream(stack, 'Theirs'), written: new KinesisTelemetryExtension(stack, 'Telemetry') })],
  ['a stream of another region with the same name', (stack) => ({
    read: kinesis.Stream.fromStreamArn(stack, 'A', 'arn:aws:kinesis:us-east-2:111111111111:stream/shared'),
    written: new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'shared' }),
  })],
  ['an extension with another prefix', (stack) => ({
    read: KinesisTelemetryExtension.fromParameters(stack, 'One', { parameterPrefix: '/one' }).stream,
    written: KinesisTelemetryExtension.fromParameters(stack, 'Two', { parameterPrefix: '/two' }),
  })],
  ['the original of another region', (stack) => ({
    read: new KinesisTelemetryExtension(new Stack(stack.node.root, 'Elsewhere', { env: OTHER_REGION }), 'T', { streamName: 'named' }).stream,
    written: KinesisTelemetryExtension.fromParameters(stack, 'Telemetry'),
  })],
])('a function that reads %s can be attached', (_, make) => {
  const stack = newStack({ env: IRELAND });
  const { read, written } = make(stack);
  const fn = newFunction(stack, 'Reader');
  new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: fn.functionArn, eventSourceArn: read.streamArn, startingPosition: 'LATEST' });
  written.attachToAll(stack);
  expect(isAttached(stack)).toBe(true);
});

test('an Aspect sees a reader that another Aspect has added before the function', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const first = newFunction(stack, 'First');
  Aspects.of(stack).add({
    visit: (node) => {
      if (node !== first) return;
      const late = newFunction(stack, 'Reader');
      new lambda.CfnEventSourceMapping(first, 'Mapping', { functionName: late.functionArn, eventSourceArn: telemetry.stream.streamArn });
    },
  }, { priority: 100 });
  WAYS[1][1](telemetry, stack);
  expect(isAttached(stack)).toBe(false);
});

test('readers of other kinds of sources do not matter', () => {
  const stack = newStack();
  const fn = newFunction(stack, 'Reader');
  new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: fn.functionArn, selfManagedEventSource: { endpoints: { kafkaBootstrapServers: ['a:1'] } } });
  new firehose.CfnDeliveryStream(stack, 'Delivery', { deliveryStreamType: 'DirectPut' });
  new CfnResource(stack, 'Other', { type: 'AWS::SSM::Parameter', properties: { Name: '/a', Value: fn.functionArn, Type: 'String' } });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
  expect(isAttached(stack)).toBe(true);
});

test('a function that is named in the event source is found by its name', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  newFunction(stack, 'Reader', { functionName: 'reader' });
  new lambda.CfnEventSourceMapping(stack, 'Mapping', {
    functionName: 'arn:aws:lambda:eu-west-1:111111111111:function:reader:live', eventSourceArn: telemetry.stream.streamArn, startingPosition: 'LATEST',
  });
  telemetry.attachToAll(stack);
  expect(isAttached(stack)).toBe(false);
});

test('a function that only writes to the stream of another stage is not confused with a reader there', () => {
  const app = newApp();
  const stacks = ['Beta', 'Production'].map((id) => new Stack(new Stage(app, id), 'Stack'));
  for (const stack of stacks) {
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const reader = newFunction(stack, 'Reader');
    reader.addEventSource(new KinesisEventSource(telemetry.stream, LATEST));
    newFunction(stack, 'Ours');
    telemetry.attachToAll(stack);
  }
  for (const stack of stacks) expect(functionsIn(stack).filter(({ Layers }) => Layers)).toHaveLength(1);
});

test('a role is no reader', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const fn = newFunction(stack, 'Reader');
  telemetry.stream.grantRead(fn);
  telemetry.stream.grantRead(new iam.User(stack, 'User'));
  telemetry.attachTo(fn);
  expect(isAttached(stack)).toBe(true);
});

/** Mappings whose classes do not say what the template says. */
const TEMPLATES: [how: string, read: (stack: Stack, fn: lambda.Function, streamArn: string) => void][] = [
  ['a mapping without a class', (stack, fn, EventSourceArn) => new CfnResource(stack, 'Mapping', {
    type: 'AWS::Lambda::EventSourceMapping', properties: { EventSourceArn, FunctionName: fn.functionArn },
  })],
  ['overrides of a mapping', (stack, fn, streamArn) => {
    const mapping = new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: 'other', eventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:queue' });
    mapping.addPropertyOverride('EventSourceArn', streamArn);
    mapping.addPropertyOverride('FunctionName', fn.functionName);
  }],
  ['the ids in the template', (stack, fn, streamArn) => {
    const [id] = Stack.of(fn).resolve(streamArn)['Fn::GetAtt'] as string[];
    const functionName = Fn.sub(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${${stack.getLogicalId(fn.node.defaultChild as CfnElement)}}:live`);
    new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName, eventSourceArn: Token.asString(Fn.getAtt(id, 'Arn')) });
  }],
  ['names in Fn::Sub', (stack) => new lambda.CfnEventSourceMapping(stack, 'Mapping', {
    functionName: Fn.sub('arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Name}', { Name: 'reader' }),
    eventSourceArn: Fn.sub('arn:aws:kinesis:${AWS::Region}:${AWS::AccountId}:stream/telemetry'),
  })],
];

test.each(TEMPLATES)('%s that makes an attached function read its own telemetry is an error', (_how, read) => {
  const stack = newStack({ env: IRELAND });
  const written = new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'telemetry' });
  const fn = newFunction(stack, 'Reader', { functionName: 'reader' });
  written.attachTo(fn);
  read(stack, fn, written.stream.streamArn);
  expect(() => Template.fromStack(stack)).toThrow(endless(written));
});

test('a function can be attached if an override makes it read something else', () => {
  const stack = newStack({ env: IRELAND });
  const written = new KinesisTelemetryExtension(stack, 'Telemetry');
  const fn = newFunction(stack, 'Reader');
  written.attachTo(fn);
  const mapping = new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: fn.functionArn, eventSourceArn: written.stream.streamArn });
  mapping.addPropertyOverride('EventSourceArn', 'arn:aws:sqs:eu-west-1:111111111111:queue');
  expect(() => Template.fromStack(stack)).not.toThrow();
});
