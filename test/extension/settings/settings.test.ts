import { readPlan } from '../../../extension-src/settings/plan';
import * as parsers from '../../../extension-src/settings/selection-parsers';
import { readSettings } from '../../../extension-src/settings/settings';
import { defaultBufferMaxBytes } from '../../../src/settings/settings';

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';
const ON_DEMAND = { memorySizeMB: 128, isManagedInstance: false };
const minimal = { KINESIS_TELEMETRY_STREAM_ARN: STREAM };

describe('settings of the extension', () => {
  test('only the stream is required', () => {
    expect(readSettings(minimal, { ...ON_DEMAND, memorySizeMB: 1024 })).toEqual({
      enabled: true,
      stream: { arn: STREAM, partition: 'aws', region: 'eu-west-1', account: '123456789012', streamName: 'telemetry' },
      types: ['platform', 'function', 'extension'],
      buffering: { timeoutMs: 25, maxBytes: 262_144, maxItems: 1_000 },
      dispatchThreshold: 5_000,
      dispatchIntervalMs: 1_000,
      flushTimeoutMs: 1_000,
      flushStrategy: 'adaptive',
      oversizedEvents: 'shorten',
      undeliveredEvents: 'count',
      bufferMaxBytes: 64 * 1024 * 1024,
      partitionKey: 'environment',
      recordFormat: 'ndjson',
      compression: 'none',
      recordBytes: 102_400,
      lingerMs: 100,
      attributes: {},
      logGroup: undefined,
      localApiConnectTimeoutMs: 0,
    });
  });

  test('every setting is read from its variable', () => {
    expect(readSettings({
      KINESIS_TELEMETRY_STREAM_ARN: 'arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a.b_c-d',
      KINESIS_TELEMETRY_ENABLED: 'TRUE',
      KINESIS_TELEMETRY_TYPES: 'function, platform',
      KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS: '100',
      KINESIS_TELEMETRY_BUFFERING_MAX_BYTES: '300000',
      KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS: '2000',
      KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '5',
      KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS: '250',
      KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '500',
      KINESIS_TELEMETRY_BUFFER_MAX_BYTES: '4194304',
      KINESIS_TELEMETRY_PARTITION_KEY: 'random',
      KINESIS_TELEMETRY_FLUSH_STRATEGY: 'end-of-invocation',
      KINESIS_TELEMETRY_OVERSIZED_EVENTS: 'drop',
      KINESIS_TELEMETRY_UNDELIVERED_EVENTS: 'log',
      KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS: '2000',
      KINESIS_TELEMETRY_RECORD_FORMAT: 'NDJSON',
      KINESIS_TELEMETRY_COMPRESSION: 'zstd',
      KINESIS_TELEMETRY_RECORD_BYTES: '51200',
      KINESIS_TELEMETRY_LINGER_MS: '200',
      KINESIS_TELEMETRY_LOG_GROUP: '/shop/orders',
      KINESIS_TELEMETRY_ATTRIBUTES: ' {"service":"shop","team.name":"é \\" \\ud83d"} ',
    }, ON_DEMAND)).toMatchObject({
      stream: { partition: 'aws-cn', region: 'cn-north-1', streamName: 'a.b_c-d' },
      types: ['platform', 'function'],
      buffering: { timeoutMs: 100, maxBytes: 300_000, maxItems: 2_000 },
      dispatchThreshold: 5,
      dispatchIntervalMs: 250,
      flushTimeoutMs: 500,
      bufferMaxBytes: 4_194_304,
      partitionKey: 'random',
      flushStrategy: 'end-of-invocation',
      oversizedEvents: 'drop',
      undeliveredEvents: 'log',
      localApiConnectTimeoutMs: 2_000,
      recordFormat: 'ndjson',
      compression: 'zstd',
      recordBytes: 51_200,
      lingerMs: 200,
      logGroup: '/shop/orders',
      attributes: { 'service': 'shop', 'team.name': 'é " \ud83d' },
    });
  });

  test('on Managed Instances Lambda buffers for longer, unless a setting says otherwise', () => {
    const managed = { ...ON_DEMAND, isManagedInstance: true };
    expect(readSettings(minimal, managed).buffering).toEqual({ timeoutMs: 100, maxBytes: 1_048_576, maxItems: 10_000 });
    expect(readSettings({ ...minimal, KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS: '25' }, managed).buffering)
      .toEqual({ timeoutMs: 25, maxBytes: 1_048_576, maxItems: 10_000 });
    expect(readSettings({ ...minimal, KINESIS_TELEMETRY_BUFFERING_MAX_BYTES: '262144', KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS: '1000' }, managed).buffering)
      .toEqual({ timeoutMs: 100, maxBytes: 262_144, maxItems: 1_000 });
  });

  test('the strategy periodic uses its own interval', () => {
    const periodic = { ...minimal, KINESIS_TELEMETRY_FLUSH_STRATEGY: 'periodic', KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS: '250' };
    expect(readSettings(periodic, ON_DEMAND)).toMatchObject({ flushStrategy: 'periodic', dispatchIntervalMs: 1_000 });
    expect(readSettings({ ...periodic, KINESIS_TELEMETRY_FLUSH_INTERVAL_MS: '5000' }, ON_DEMAND)).toMatchObject({ dispatchIntervalMs: 5_000 });
  });

  test('the linger time is at most the dispatch interval', () => {
    const linger = { ...minimal, KINESIS_TELEMETRY_LINGER_MS: '60000' };
    expect(readSettings(linger, ON_DEMAND)).toMatchObject({ lingerMs: 1_000 });
    expect(readSettings({ ...linger, KINESIS_TELEMETRY_FLUSH_STRATEGY: 'periodic', KINESIS_TELEMETRY_FLUSH_INTERVAL_MS: '5000' }, ON_DEMAND))
      .toMatchObject({ lingerMs: 5_000 });
  });

  test('the CloudWatch Logs format streams only the logs of the function and has its own compression', () => {
    const logs = { ...minimal, KINESIS_TELEMETRY_RECORD_FORMAT: 'cloudwatch-logs' };
    expect(readSettings(logs, ON_DEMAND)).toMatchObject({ types: ['function'], compression: 'none' });
    expect(readSettings({ ...logs, KINESIS_TELEMETRY_TYPES: 'function', KINESIS_TELEMETRY_COMPRESSION: 'none' }, ON_DEMAND)).toMatchObject({ types: ['function'] });
    expect(() => readSettings({ ...logs, KINESIS_TELEMETRY_TYPES: 'function,platform', KINESIS_TELEMETRY_COMPRESSION: 'gzip' }, ON_DEMAND)).toThrow(
      'KINESIS_TELEMETRY_COMPRESSION must be none with the record format cloudwatch-logs, which defines its own compression, got "gzip"; '
      + 'KINESIS_TELEMETRY_TYPES must be function with the record format cloudwatch-logs, which carries only function logs, got "platform,function"');
  });

  test('an empty variable counts as not set', () => {
    expect(readSettings({ ...minimal, KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: ' ', KINESIS_TELEMETRY_TYPES: '' }, ON_DEMAND))
      .toMatchObject({ flushTimeoutMs: 1_000, types: ['platform', 'function', 'extension'] });
  });

  test.each([
    ['KINESIS_TELEMETRY_STREAM_ARN', 'telemetry', 'KINESIS_TELEMETRY_STREAM_ARN must be the ARN of a Kinesis stream, such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got "telemetry"'],
    ['KINESIS_TELEMETRY_STREAM_ARN', '', 'KINESIS_TELEMETRY_STREAM_ARN is not set: it must be the ARN of a Kinesis stream'],
    ['KINESIS_TELEMETRY_STREAM_ARN', 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry/consumer/x:1', 'KINESIS_TELEMETRY_STREAM_ARN must be'],
    ['KINESIS_TELEMETRY_ENABLED', 'yes', 'KINESIS_TELEMETRY_ENABLED must be one of true, false, got "yes"'],
    ['KINESIS_TELEMETRY_TYPES', 'logs', 'KINESIS_TELEMETRY_TYPES must be one or more of platform, function, extension, separated by commas, got "logs"'],
    ['KINESIS_TELEMETRY_TYPES', ',', 'KINESIS_TELEMETRY_TYPES must be one or more of'],
    ['KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS', '24', 'KINESIS_TELEMETRY_BUFFERING_TIMEOUT_MS must be a whole number of milliseconds between 25 and 30000, got "24"'],
    ['KINESIS_TELEMETRY_BUFFERING_MAX_BYTES', '1048577', 'KINESIS_TELEMETRY_BUFFERING_MAX_BYTES must be a whole number of bytes between 262144 and 1048576, got "1048577"'],
    ['KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS', '999', 'KINESIS_TELEMETRY_BUFFERING_MAX_ITEMS must be a whole number of events between 1000 and 10000, got "999"'],
    ['KINESIS_TELEMETRY_DISPATCH_THRESHOLD', '0', 'KINESIS_TELEMETRY_DISPATCH_THRESHOLD must be a whole number of events between 1 and 100000, got "0"'],
    ['KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS', '1e3', 'KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS must be a whole number of milliseconds between 100 and 900000, got "1e3"'],
    ['KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', '1.5', 'KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be a whole number of milliseconds between 50 and 30000, got "1.5"'],
    ['KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS', '-100', 'got "-100"'],
    ['KINESIS_TELEMETRY_BUFFER_MAX_BYTES', 'lots', 'KINESIS_TELEMETRY_BUFFER_MAX_BYTES must be a whole number of bytes between 2097152 and 1073741824, got "lots"'],
    ['KINESIS_TELEMETRY_PARTITION_KEY', 'shard', 'KINESIS_TELEMETRY_PARTITION_KEY must be one of environment, request, random, got "shard"'],
    ['KINESIS_TELEMETRY_FLUSH_STRATEGY', 'always', 'KINESIS_TELEMETRY_FLUSH_STRATEGY must be one of adaptive, end-of-invocation, periodic, got "always"'],
    ['KINESIS_TELEMETRY_FLUSH_INTERVAL_MS', '99', 'KINESIS_TELEMETRY_FLUSH_INTERVAL_MS must be a whole number of milliseconds between 100 and 900000, got "99"'],
    ['KINESIS_TELEMETRY_OVERSIZED_EVENTS', 'split', 'KINESIS_TELEMETRY_OVERSIZED_EVENTS must be one of shorten, drop, got "split"'],
    ['KINESIS_TELEMETRY_UNDELIVERED_EVENTS', 'keep', 'KINESIS_TELEMETRY_UNDELIVERED_EVENTS must be one of count, log, got "keep"'],
    ['KINESIS_TELEMETRY_RECORD_FORMAT', 'avro', 'KINESIS_TELEMETRY_RECORD_FORMAT must be one of ndjson, kpl-aggregated, cloudwatch-logs, got "avro"'],
    ['KINESIS_TELEMETRY_COMPRESSION', 'brotli', 'KINESIS_TELEMETRY_COMPRESSION must be one of none, gzip, zstd, got "brotli"'],
    ['KINESIS_TELEMETRY_RECORD_BYTES', '1048576', 'KINESIS_TELEMETRY_RECORD_BYTES must be a whole number of bytes between 1024 and 1000000, got "1048576"'],
    ['KINESIS_TELEMETRY_LINGER_MS', '-1', 'KINESIS_TELEMETRY_LINGER_MS must be a whole number of milliseconds between 0 and 900000, got "-1"'],
    ...['service=shop', '["a"]', '"a"', 'null', '{"a":1}', '{"a":{"b":"c"}}', '{"":"a"}', '{"1a":"b"}', '{"a b":"c"}', `{"a":"${'x'.repeat(2_042)}"}`, `{"a":"${'é'.repeat(1_022)}"}`]
      .map((text) => ['KINESIS_TELEMETRY_ATTRIBUTES', text, 'KINESIS_TELEMETRY_ATTRIBUTES must be a JSON object with string values']),
    ['KINESIS_TELEMETRY_LOG_GROUP', 'a b', 'KINESIS_TELEMETRY_LOG_GROUP must be the name of a log group: up to 512 letters, digits, and any of . - _ / #, got "a b"'],
    ['KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS', '60001', 'KINESIS_TELEMETRY_LOCAL_API_CONNECT_TIMEOUT_MS must be a whole number of milliseconds between 0 and 60000, got "60001"'],
  ])('%s=%j is rejected with its name, its value and the allowed values', (variable, value, message) => {
    expect(() => readSettings({ ...minimal, [variable]: value }, ON_DEMAND)).toThrow(message);
  });

  test('attributes may have up to 2,048 bytes of JSON', () => {
    for (const value of ['x'.repeat(2_040), 'é'.repeat(1_020), '🎉'.repeat(510)]) {
      expect(readSettings({ ...minimal, KINESIS_TELEMETRY_ATTRIBUTES: JSON.stringify({ a: value }) }, ON_DEMAND).attributes).toEqual({ a: value });
    }
  });

  test('an error lists all problems', () => {
    expect(() => readSettings({ KINESIS_TELEMETRY_TYPES: 'x', KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: '0' }, ON_DEMAND))
      .toThrow(/STREAM_ARN is not set.*; KINESIS_TELEMETRY_TYPES must be.*; KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be/);
  });

  test.each([[128, 8], [32, 4], [512, 32], [10_240, 64]])('a function of %d MB buffers %d MiB by default', (memorySizeMB, mebibytes) => {
    expect(defaultBufferMaxBytes(memorySizeMB)).toBe(mebibytes * 1024 * 1024);
  });
});

describe('the plan', () => {
  const loadParsers = () => Promise.resolve(parsers);

  test('the parsers of filter, mask and sampling are loaded only if one of them is set', async () => {
    const load = jest.fn(loadParsers);
    await readPlan({ ...minimal, KINESIS_TELEMETRY_FILTER: '', KINESIS_TELEMETRY_MASK: ' ' }, ON_DEMAND, load);
    expect(load).not.toHaveBeenCalled();
    await readPlan({ ...minimal, KINESIS_TELEMETRY_MASK: '{}' }, ON_DEMAND, load);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('with an invalid setting the extension idles, and the reason names the setting', async () => {
    expect(await readPlan({}, ON_DEMAND, loadParsers)).toEqual({ idleBecause: expect.stringMatching(/^streams nothing: KINESIS_TELEMETRY_STREAM_ARN is not set/) });
  });

  test('the kill switch works even if other settings are invalid', async () => {
    expect(await readPlan({ KINESIS_TELEMETRY_ENABLED: ' False ', KINESIS_TELEMETRY_TYPES: '?' }, ON_DEMAND, loadParsers))
      .toEqual({ idleBecause: 'is switched off by KINESIS_TELEMETRY_ENABLED=false and streams nothing' });
  });

  test('with valid settings the plan contains them', async () => {
    const { settings } = await readPlan(minimal, ON_DEMAND, loadParsers);
    expect(settings?.stream.arn).toBe(STREAM);
    expect(settings).toMatchObject({ filter: undefined, mask: undefined, sampling: undefined });
  });

  test('the plan contains filter, mask and sampling', async () => {
    const { settings } = await readPlan({
      ...minimal,
      KINESIS_TELEMETRY_FILTER: '{"minLevel":"info"}',
      KINESIS_TELEMETRY_MASK: '{"builtIns":["email"]}',
      KINESIS_TELEMETRY_SAMPLING: '{"keep":["error"]}',
    }, ON_DEMAND, loadParsers);
    expect(settings).toMatchObject({ filter: { minLevel: 'info' }, mask: { builtIns: ['email'] }, sampling: { keep: ['error'], share: 0 } });
  });

  test('with an invalid filter, mask or sampling the extension idles, and the reason lists all problems', async () => {
    const { idleBecause } = await readPlan({
      KINESIS_TELEMETRY_FILTER: '{"minLevel":"loud"}',
      KINESIS_TELEMETRY_MASK: '{"patterns":[{"name":"a","pattern":"(?=a)"}]}',
      KINESIS_TELEMETRY_SAMPLING: '{"share":2}',
    }, ON_DEMAND, loadParsers);
    for (const problem of ['STREAM_ARN is not set', 'FILTER.minLevel must be', 'MASK.patterns[0].pattern is not a pattern', 'SAMPLING.share must be']) {
      expect(idleBecause).toContain(problem);
    }
  });

  test('undecided events cannot have more room than all buffered events', async () => {
    const env = { ...minimal, KINESIS_TELEMETRY_BUFFER_MAX_BYTES: '4194304', KINESIS_TELEMETRY_SAMPLING: '{"share":0.1,"bufferMaxBytes":4194305}' };
    expect((await readPlan(env, ON_DEMAND, loadParsers)).idleBecause)
      .toBe('streams nothing: KINESIS_TELEMETRY_SAMPLING.bufferMaxBytes must not exceed KINESIS_TELEMETRY_BUFFER_MAX_BYTES (4194304), got 4194305');
  });
});
