import { Aws, Duration, Lazy, Size } from 'aws-cdk-lib';
import {
  Compression, ExtensionHost, FlushStrategy, KinesisTelemetryExtensionProps, LogLevel, MaskBuiltIn, OversizedEvents,
  PartitionKey, RecordFormat, TelemetryType, UndeliveredEvents,
} from '../../../src';
import * as selection from '../../../src/settings/selection/variables';
import * as settings from '../../../src/settings/settings';
import { errorOf, variablesWith } from '../fixtures';

const STREAM_ARN = { KINESIS_TELEMETRY_STREAM_ARN: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } };

test('writes only the stream ARN when no setting is given', () => {
  expect(variablesWith({})).toEqual(STREAM_ARN);
});

test('writes no variable for empty buffering and empty attributes', () => {
  expect(variablesWith({ buffering: {}, attributes: {} })).toEqual(STREAM_ARN);
});

test('accepts a token as the value of an attribute', () => {
  expect(variablesWith({ attributes: { stack: Aws.STACK_NAME } }).KINESIS_TELEMETRY_ATTRIBUTES)
    .toEqual({ 'Fn::Join': ['', ['{"stack":"', { Ref: 'AWS::StackName' }, '"}']] });
});

test.each<[KinesisTelemetryExtensionProps, string, string]>([
  [{ telemetryTypes: [TelemetryType.FUNCTION] }, 'KINESIS_TELEMETRY_TYPES', 'function'],
  [{ telemetryTypes: [TelemetryType.EXTENSION, TelemetryType.PLATFORM, TelemetryType.PLATFORM] }, 'KINESIS_TELEMETRY_TYPES', 'platform,extension'],
  [{ buffering: { timeout: Duration.millis(25) } }, 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', '25'],
  [{ buffering: { timeout: Duration.seconds(30) } }, 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', '30000'],
  [{ buffering: { maxSize: Size.mebibytes(1) } }, 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', '1048576'],
  [{ buffering: { maxItems: 10_000 } }, 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', '10000'],
  [{ dispatchThreshold: 1 }, 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD', '1'],
  [{ dispatchInterval: Duration.minutes(15) }, 'KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS', '900000'],
  [{ flushTimeout: Duration.millis(250) }, 'KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', '250'],
  [{ bufferMaxSize: Size.mebibytes(32) }, 'KINESIS_TELEMETRY_BUFFER_MAX_BYTES', '33554432'],
  [{ flushStrategy: FlushStrategy.adaptive() }, 'KINESIS_TELEMETRY_FLUSH_STRATEGY', 'adaptive'],
  [{ flushStrategy: FlushStrategy.endOfInvocation() }, 'KINESIS_TELEMETRY_FLUSH_STRATEGY', 'end-of-invocation'],
  [{ oversizedEvents: OversizedEvents.SHORTEN }, 'KINESIS_TELEMETRY_OVERSIZED_EVENTS', 'shorten'],
  [{ oversizedEvents: OversizedEvents.DROP }, 'KINESIS_TELEMETRY_OVERSIZED_EVENTS', 'drop'],
  [{ undeliveredEvents: UndeliveredEvents.COUNT }, 'KINESIS_TELEMETRY_UNDELIVERED_EVENTS', 'count'],
  [{ undeliveredEvents: UndeliveredEvents.LOG }, 'KINESIS_TELEMETRY_UNDELIVERED_EVENTS', 'log'],
  [{ partitionKey: PartitionKey.ENVIRONMENT }, 'KINESIS_TELEMETRY_PARTITION_KEY', 'environment'],
  [{ partitionKey: PartitionKey.REQUEST }, 'KINESIS_TELEMETRY_PARTITION_KEY', 'request'],
  [{ partitionKey: PartitionKey.RANDOM }, 'KINESIS_TELEMETRY_PARTITION_KEY', 'random'],
  [{ recordFormat: RecordFormat.NDJSON }, 'KINESIS_TELEMETRY_RECORD_FORMAT', 'ndjson'],
  [{ recordFormat: RecordFormat.KPL_AGGREGATED }, 'KINESIS_TELEMETRY_RECORD_FORMAT', 'kpl-aggregated'],
  [{ recordFormat: RecordFormat.CLOUDWATCH_LOGS }, 'KINESIS_TELEMETRY_RECORD_FORMAT', 'cloudwatch-logs'],
  [{ compression: Compression.NONE }, 'KINESIS_TELEMETRY_COMPRESSION', 'none'],
  [{ compression: Compression.GZIP }, 'KINESIS_TELEMETRY_COMPRESSION', 'gzip'],
  [{ compression: Compression.ZSTD }, 'KINESIS_TELEMETRY_COMPRESSION', 'zstd'],
  [{ recordSize: Size.kibibytes(50) }, 'KINESIS_TELEMETRY_RECORD_BYTES', '51200'],
  [{ linger: Duration.millis(0) }, 'KINESIS_TELEMETRY_LINGER_MS', '0'],
  [{ attributes: { service: 'orders', stage: 'prod' } }, 'KINESIS_TELEMETRY_ATTRIBUTES', '{"service":"orders","stage":"prod"}'],
  // Maps of other languages have no stable order. The template must not change with it.
  [{ attributes: { stage: 'prod', service: 'orders' } }, 'KINESIS_TELEMETRY_ATTRIBUTES', '{"service":"orders","stage":"prod"}'],
  [{ localApiConnectTimeout: Duration.seconds(0) }, 'KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS', '0'],
  [{ enabled: false }, 'KINESIS_TELEMETRY_ENABLED', 'false'],
  [{ enabled: true }, 'KINESIS_TELEMETRY_ENABLED', 'true'],
])('%p is written as %s=%s, without other variables', (props, variable, value) => {
  expect(variablesWith(props)).toEqual({ ...STREAM_ARN, [variable]: value });
});

test('every setting of the extension has a prop', () => {
  const everything: KinesisTelemetryExtensionProps = {
    telemetryTypes: [TelemetryType.FUNCTION],
    filter: { minLevel: LogLevel.INFO },
    mask: { builtIns: [MaskBuiltIn.EMAIL] },
    sampling: { share: 0.5 },
    buffering: { timeout: Duration.millis(100), maxSize: Size.kibibytes(512), maxItems: 2000 },
    dispatchThreshold: 5,
    dispatchInterval: Duration.seconds(2),
    flushTimeout: Duration.seconds(3),
    bufferMaxSize: Size.mebibytes(8),
    oversizedEvents: OversizedEvents.DROP,
    undeliveredEvents: UndeliveredEvents.LOG,
    partitionKey: PartitionKey.RANDOM,
    recordFormat: RecordFormat.NDJSON,
    compression: Compression.GZIP,
    recordSize: Size.kibibytes(100),
    linger: Duration.millis(500),
    attributes: { team: 'shop' },
    proxy: 'http://proxy.example.com:3128/',
    localApiConnectTimeout: Duration.seconds(1),
    extensionHost: ExtensionHost.NODEJS,
    enabled: true,
  };
  const variables = {
    ...variablesWith(everything),
    // The only two settings that cannot be given together.
    ...variablesWith({ ...everything, dispatchInterval: undefined, flushStrategy: FlushStrategy.periodic(Duration.seconds(2)) }),
  };
  const known = Object.values({ ...settings, ...selection }).flatMap((setting) =>
    // The log group has no prop: it is read from the function.
    typeof setting === 'object' && 'variable' in setting && setting !== settings.LOG_GROUP ? [setting.variable] : []);
  expect(Object.keys(variables).sort()).toEqual(known.sort());
});

test.each<[KinesisTelemetryExtensionProps, prop: string, variable: string, allowed: string, given: string]>([
  [{ telemetryTypes: [] }, 'telemetryTypes', 'KINESIS_TELEMETRY_TYPES', 'one or more of platform, function, extension', '""'],
  [{ buffering: { timeout: Duration.millis(24) } }, 'buffering.timeout', 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', 'between 25 and 30000', '"24"'],
  [{ buffering: { timeout: Duration.minutes(1) } }, 'buffering.timeout', 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', 'between 25 and 30000', '"60000"'],
  [{ buffering: { maxSize: Size.kibibytes(255) } }, 'buffering.maxSize', 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', 'between 262144 and 1048576', '"261120"'],
  [{ buffering: { maxSize: Size.mebibytes(2) } }, 'buffering.maxSize', 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', 'between 262144 and 1048576', '"2097152"'],
  [{ buffering: { maxItems: 999 } }, 'buffering.maxItems', 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', 'between 1000 and 10000', '"999"'],
  [{ buffering: { maxItems: 1000.5 } }, 'buffering.maxItems', 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', 'a whole number of events', '"1000.5"'],
  [{ attributes: { '1st': 'a' } }, 'attributes', 'KINESIS_TELEMETRY_ATTRIBUTES', 'a JSON object with string values', '"[^]*1st[^]*"'],
  [{ proxy: 'https://proxy.example.com' }, 'proxy', 'KINESIS_TELEMETRY_PROXY', 'the URL of an HTTP proxy', '"https://proxy.example.com"'],
  [{ proxy: 'http://me:secret@proxy/path' }, 'proxy', 'KINESIS_TELEMETRY_PROXY', 'the URL of an HTTP proxy', '"http://…@proxy/path"'],
  [{ dispatchThreshold: 0 }, 'dispatchThreshold', 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD', 'between 1 and 100000', '"0"'],
  [{ dispatchThreshold: NaN }, 'dispatchThreshold', 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD', 'between 1 and 100000', '"NaN"'],
  [{ dispatchInterval: Duration.millis(99) }, 'dispatchInterval', 'KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS', 'between 100 and 900000', '"99"'],
  [{ flushTimeout: Duration.seconds(31) }, 'flushTimeout', 'KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', 'between 50 and 30000', '"31000"'],
  [{ bufferMaxSize: Size.kibibytes(1) }, 'bufferMaxSize', 'KINESIS_TELEMETRY_BUFFER_MAX_BYTES', 'between 2097152 and 1073741824', '"1024"'],
  [{ recordSize: Size.bytes(1_023) }, 'recordSize', 'KINESIS_TELEMETRY_RECORD_BYTES', 'between 1024 and 1000000', '"1023"'],
  [{ recordSize: Size.mebibytes(1) }, 'recordSize', 'KINESIS_TELEMETRY_RECORD_BYTES', 'between 1024 and 1000000', '"1048576"'],
  [{ linger: Duration.minutes(16) }, 'linger', 'KINESIS_TELEMETRY_LINGER_MS', 'between 0 and 900000', '"960000"'],
  [{ recordFormat: RecordFormat.KPL_AGGREGATED, compression: Compression.GZIP }, 'compression', 'KINESIS_TELEMETRY_COMPRESSION', 'none with the record format kpl-aggregated', '"gzip"'],
  [{ recordFormat: RecordFormat.CLOUDWATCH_LOGS, compression: Compression.ZSTD }, 'compression', 'KINESIS_TELEMETRY_COMPRESSION', 'none with the record format cloudwatch-logs', '"zstd"'],
  [{ recordFormat: RecordFormat.CLOUDWATCH_LOGS, telemetryTypes: [TelemetryType.FUNCTION, TelemetryType.PLATFORM] }, 'telemetryTypes', 'KINESIS_TELEMETRY_TYPES', 'function with the record format cloudwatch-logs', '"platform,function"'],
  [{ localApiConnectTimeout: Duration.minutes(2) }, 'localApiConnectTimeout', 'KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS', 'between 0 and 60000', '"120000"'],
])('%p is an error that names the construct, the prop, the variable, the allowed values and the given value', (props, prop, variable, allowed, given) => {
  const message = errorOf(props);
  expect(message).toContain(`Stack/Telemetry: ${prop}: ${variable} must be `);
  expect(message).toContain(allowed);
  expect(message).toMatch(new RegExp(`got ${given.replace('.', '\\.')}$`));
});

test.each([Compression.NONE, undefined])('a format that defines its own compression accepts the compression %p', (compression) => {
  expect(variablesWith({ recordFormat: RecordFormat.CLOUDWATCH_LOGS, compression, telemetryTypes: [TelemetryType.FUNCTION] }))
    .toMatchObject({ KINESIS_TELEMETRY_RECORD_FORMAT: 'cloudwatch-logs' });
});

describe('a token is not checked at synth time', () => {
  test('when it is a number', () => {
    const variables = variablesWith({ dispatchThreshold: Lazy.number({ produce: () => 42 }) });
    expect(variables.KINESIS_TELEMETRY_DISPATCH_THRESHOLD).toBe('42');
  });

  test('when it is a duration or a size in the unit of the variable', () => {
    const variables = variablesWith({
      flushTimeout: Duration.millis(Lazy.number({ produce: () => 300 })),
      bufferMaxSize: Size.bytes(Lazy.number({ produce: () => 4_000_000 })),
    });
    expect(variables.KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS).toBe('300');
    expect(variables.KINESIS_TELEMETRY_BUFFER_MAX_BYTES).toBe('4000000');
  });

  test('and is an error that names the prop when it has another unit', () => {
    expect(errorOf({ flushTimeout: Duration.seconds(Lazy.number({ produce: () => 1 })) }))
      .toMatch(/^Stack\/Telemetry: flushTimeout: .*milli/);
  });
});
