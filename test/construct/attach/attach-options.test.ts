import { Duration, Size } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  AttachOptions, Compression, FlushStrategy, KinesisTelemetryExtension, KinesisTelemetryExtensionProps, RecordFormat, TelemetryType,
} from '../../../src';
import { functionsIn, logicalIdsIn, newFunction, newStack } from '../fixtures';

function variablesWith(props: KinesisTelemetryExtensionProps, options: AttachOptions): Record<string, unknown> {
  const stack = newStack();
  const fn = newFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry', props).attachTo(fn, options);
  const { KINESIS_TELEMETRY_STREAM_ARN: streamArn, ...rest } = functionsIn(stack)[0].Environment.Variables;
  expect(streamArn).toBeDefined();
  return rest;
}

const { FUNCTION, PLATFORM } = TelemetryType;

test.each<[string, KinesisTelemetryExtensionProps, AttachOptions, Record<string, string>]>([
  ['telemetry types', { telemetryTypes: [FUNCTION, PLATFORM] }, { telemetryTypes: [FUNCTION] }, { KINESIS_TELEMETRY_TYPES: 'function' }],
  ['a flush strategy', { flushStrategy: FlushStrategy.adaptive() }, { flushStrategy: FlushStrategy.endOfInvocation() },
    { KINESIS_TELEMETRY_FLUSH_STRATEGY: 'end-of-invocation' }],
  ['a record format', { recordFormat: RecordFormat.KPL_AGGREGATED }, { recordFormat: RecordFormat.NDJSON, compression: Compression.GZIP },
    { KINESIS_TELEMETRY_RECORD_FORMAT: 'ndjson', KINESIS_TELEMETRY_COMPRESSION: 'gzip' }],
  ['limits', { bufferMaxSize: Size.mebibytes(8), flushTimeout: Duration.seconds(2) }, { bufferMaxSize: Size.mebibytes(16) },
    { KINESIS_TELEMETRY_BUFFER_MAX_BYTES: '16777216', KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '2000' }],
  ['a part of buffering', { buffering: { timeout: Duration.millis(50), maxItems: 2000 } }, { buffering: { maxItems: 3000 } },
    { KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS: '50', KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS: '3000' }],
  ['attributes', { attributes: { team: 'shop', stage: 'dev' } }, { attributes: { stage: 'prod', service: 'orders' } },
    { KINESIS_TELEMETRY_ATTRIBUTES: '{"service":"orders","stage":"prod","team":"shop"}' }],
  ['enabled', {}, { enabled: false }, { KINESIS_TELEMETRY_ENABLED: 'false' }],
  ['dispatchInterval by a strategy with an interval', { dispatchInterval: Duration.seconds(5) }, { flushStrategy: FlushStrategy.periodic(Duration.seconds(9)) },
    { KINESIS_TELEMETRY_FLUSH_STRATEGY: 'periodic', KINESIS_TELEMETRY_FLUSH_INTERVAL_MS: '9000' }],
  ['nothing by undefined', { dispatchThreshold: 5 }, { dispatchThreshold: undefined }, { KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '5' }],
])('options of a function override %s', (_, props, options, variables) => {
  expect(variablesWith(props, options)).toEqual(variables);
});

test('the options of a function do not apply to other functions', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 5 });
  telemetry.attachTo(newFunction(stack, 'A'), { dispatchThreshold: 6 });
  telemetry.attachTo(newFunction(stack, 'B'));
  expect(functionsIn(stack).map((fn) => fn.Environment.Variables.KINESIS_TELEMETRY_DISPATCH_THRESHOLD)).toEqual(['6', '5']);
  expect(telemetry.environment.KINESIS_TELEMETRY_DISPATCH_THRESHOLD).toBe('5');
});

test('a record format in the options adds the log group of the function', () => {
  const stack = newStack();
  const logGroup = new logs.LogGroup(stack, 'Logs');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { logGroup }), { recordFormat: RecordFormat.CLOUDWATCH_LOGS });
  expect(functionsIn(stack)[0].Environment.Variables.KINESIS_TELEMETRY_LOG_GROUP).toEqual({ Ref: logicalIdsIn(stack, 'AWS::Logs::LogGroup')[0] });
});

test.each<[AttachOptions, string]>([
  [{ flushTimeout: Duration.minutes(1) }, 'Stack/Function: flushTimeout: KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be a whole number of milliseconds between 50 and 30000'],
  [{ attributes: { 'not a name': 'x' } }, 'Stack/Function: attributes: KINESIS_TELEMETRY_ATTRIBUTES must be a JSON object with string values'],
  [{ recordFormat: RecordFormat.KPL_AGGREGATED }, 'Stack/Function: compression: KINESIS_TELEMETRY_COMPRESSION must be none with the record format kpl-aggregated'],
])('%p is an error that names the function, and does not change the function', (options, message) => {
  const stack = newStack();
  const fn = newFunction(stack);
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { compression: Compression.GZIP });
  expect(() => telemetry.attachTo(fn, options)).toThrow(message);
  expect(functionsIn(stack)[0].Layers).toBeUndefined();
});

describe('an attached function', () => {
  function attached(options?: AttachOptions): { fn: lambda.Function; telemetry: KinesisTelemetryExtension } {
    const stack = newStack();
    const fn = newFunction(stack);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn, options);
    return { fn, telemetry };
  }

  test('can be attached again with the same options or without options', () => {
    const { fn, telemetry } = attached({ dispatchThreshold: 5, stopCloudWatchLogs: true });
    telemetry.attachTo(fn, { stopCloudWatchLogs: true, dispatchThreshold: 5 });
    telemetry.attachTo(fn);
    telemetry.attachTo(fn, { dispatchThreshold: undefined });
    expect(functionsIn(fn.stack)[0].Layers).toHaveLength(1);
  });

  test.each<[AttachOptions | undefined, AttachOptions]>([
    [undefined, { dispatchThreshold: 5 }],
    [{ dispatchThreshold: 5 }, { dispatchThreshold: 6 }],
    [{ dispatchThreshold: 5 }, { stopCloudWatchLogs: true, dispatchThreshold: 5 }],
  ])('with %p cannot be attached again with %p', (first, second) => {
    const { fn, telemetry } = attached(first);
    expect(() => telemetry.attachTo(fn, second)).toThrow(/Stack\/Function is already attached with other options: it has .*, got .*\. Call attachTo with options only once, and before attachToAll/);
  });
});
