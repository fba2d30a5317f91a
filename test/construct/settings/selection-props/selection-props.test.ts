import { Aws, Duration, Lazy, Size } from 'aws-cdk-lib';
import {
  FilterRule, KeepRequests, KinesisTelemetryExtension, KinesisTelemetryExtensionProps, LogLevel, MaskBuiltIn, SampleBy, SamplingOverflow,
  TelemetryEventType,
} from '../../../../src';
import { parseFilter } from '../../../../src/settings/selection/filter-settings';
import { LEVELS } from '../../../../src/settings/selection/levels';
import { MASK_BUILT_INS, parseMask } from '../../../../src/settings/selection/mask-settings';
import { KEEP_REASONS, parseSampling, SAMPLE_BY, WHEN_FULL } from '../../../../src/settings/selection/sampling-settings';
import { errorOf, functionsIn, newFunction, newStack, variablesWith } from '../../fixtures';

/** Only what a setting adds to the variables. */
function addedBy(props: KinesisTelemetryExtensionProps): Record<string, unknown> {
  const { KINESIS_TELEMETRY_STREAM_ARN: _, ...others } = variablesWith(props);
  return others;
}

test.each<[KinesisTelemetryExtensionProps, variable: string, value: object]>([
  [{ filter: { minLevel: LogLevel.WARN } }, 'KINESIS_TELEMETRY_FILTER', { minLevel: 'warn' }],
  [{ filter: { omitTypes: [TelemetryEventType.PLATFORM_INIT_REPORT, TelemetryEventType.of('platform.new')] } }, 'KINESIS_TELEMETRY_FILTER', {
    omitTypes: ['platform.initReport', 'platform.new'],
  }],
  [{
    filter: {
      rules: [
        FilterRule.exclude('health', 'GET /health'),
        FilterRule.includeOnly('orders', '(?i)order \\d+', { types: [TelemetryEventType.FUNCTION, TelemetryEventType.EXTENSION] }),
      ],
    },
  }, 'KINESIS_TELEMETRY_FILTER', {
    rules: [{ name: 'health', exclude: 'GET /health' }, { name: 'orders', includeOnly: '(?i)order \\d+', types: ['function', 'extension'] }],
  }],
  [{ mask: { builtIns: [MaskBuiltIn.EMAIL, MaskBuiltIn.PAYMENT_CARD], fields: ['password'] } }, 'KINESIS_TELEMETRY_MASK', {
    builtIns: ['email', 'payment-card'], fields: ['password'],
  }],
  [{ mask: { patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: '$1' }, { name: 'iban', pattern: 'DE\\d{20}' }], replacement: '' } },
    'KINESIS_TELEMETRY_MASK',
    { patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: '$1' }, { name: 'iban', pattern: 'DE\\d{20}' }], replacement: '' }],
  [{ sampling: { share: 0.01 } }, 'KINESIS_TELEMETRY_SAMPLING', { share: 0.01 }],
  [{ sampling: { keep: [] } }, 'KINESIS_TELEMETRY_SAMPLING', { keep: [] }],
  [{
    sampling: {
      keep: [
        KeepRequests.ERRORS, KeepRequests.TIMEOUTS, KeepRequests.OUT_OF_MEMORY, KeepRequests.COLD_STARTS,
        KeepRequests.slowerThan(Duration.seconds(1)), KeepRequests.loggedAtLeast(LogLevel.ERROR),
      ],
      share: 0.1, by: SampleBy.TRACE, bufferMaxSize: Size.mebibytes(1), whenFull: SamplingOverflow.OMIT,
      onlyBelow: LogLevel.INFO, keepPlatformEvents: true,
    },
  }, 'KINESIS_TELEMETRY_SAMPLING', {
    keep: ['error', 'timeout', 'out-of-memory', 'cold-start'], slowerThanMs: 1000, minLevel: 'error', share: 0.1, by: 'trace', bufferMaxBytes: 1_048_576,
    whenFull: 'omit', onlyBelow: 'info', keepPlatformEvents: true,
  }],
])('%p is written as %s, without other variables and without defaults', (props, variable, value) => {
  expect(addedBy(props)).toEqual({ [variable]: JSON.stringify(value) });
});

test.each<KinesisTelemetryExtensionProps>([
  { filter: {} }, { filter: { omitTypes: [], rules: [] } }, { mask: {} }, { mask: { replacement: 'x', fields: [] } }, { sampling: {} }, { sampling: { by: SampleBy.TRACE } },
])('%p does nothing, and adds no variable', (props) => {
  expect(addedBy(props)).toEqual({});
});

test('the classes know every value of the variables', () => {
  expect(Object.values(LogLevel)).toEqual(LEVELS);
  expect(Object.values(MaskBuiltIn).map(({ value }) => value)).toEqual(MASK_BUILT_INS);
  expect(Object.values(SampleBy).map(({ value }) => value)).toEqual(SAMPLE_BY);
  expect(Object.values(SamplingOverflow).map(({ value }) => value)).toEqual(WHEN_FULL);
  expect(Object.values(KeepRequests).map((each: KeepRequests) => each._reason().reason)).toEqual(KEEP_REASONS);
});

test('every type of platform events can be omitted, and the function and its extensions cannot', () => {
  const types = Object.values(TelemetryEventType);
  const platform = types.filter(({ value }) => value.startsWith('platform.'));
  expect(types.filter((type) => !platform.includes(type)).map(({ value }) => value)).toEqual(['function', 'extension']);
  const written = JSON.stringify({ omitTypes: platform.map(({ value }) => value) });
  expect(addedBy({ filter: { omitTypes: platform } })).toEqual({ KINESIS_TELEMETRY_FILTER: written });
});

test('what the construct writes, the extension reads', () => {
  const { environment } = new KinesisTelemetryExtension(newStack(), 'Telemetry', {
    filter: { rules: [FilterRule.exclude('health', '"path":\\s*"/health"')] },
    mask: { patterns: [{ name: 'quote', pattern: '"[^"]{3,}\\\\"' }] },
    sampling: { keep: [KeepRequests.slowerThan(Duration.minutes(2))] },
  });
  expect(parseFilter(environment.KINESIS_TELEMETRY_FILTER)?.rules).toEqual([{ name: 'health', exclude: '"path":\\s*"/health"', types: ['function'] }]);
  expect(parseMask(environment.KINESIS_TELEMETRY_MASK)?.patterns).toEqual([{ name: 'quote', pattern: '"[^"]{3,}\\\\"', replacement: '***' }]);
  expect(parseSampling(environment.KINESIS_TELEMETRY_SAMPLING)).toMatchObject({ keep: [], slowerThanMs: 120_000, share: 0 });
});

test.each<[KinesisTelemetryExtensionProps, problem: string]>([
  [{ filter: { rules: [FilterRule.exclude('health', 'GET (?!/orders)')] } },
    'filter: KINESIS_TELEMETRY_FILTER.rules[0].exclude is not a pattern that the extension can use: a look-ahead (?!…) is not allowed, at character 5, '
    + 'got "GET (?!/orders)"'],
  [{ filter: { rules: [FilterRule.includeOnly('a b', 'c')] } }, 'filter: KINESIS_TELEMETRY_FILTER.rules[0].name must be a name of up to 32 letters'],
  [{ filter: { omitTypes: [TelemetryEventType.FUNCTION] } }, 'filter: KINESIS_TELEMETRY_FILTER.omitTypes must be a list of types of platform events'],
  [{ filter: { rules: [FilterRule.exclude('a', 'b', { types: [TelemetryEventType.PLATFORM_REPORT] })] } },
    'filter: KINESIS_TELEMETRY_FILTER.rules[0].types must not contain platform.report, which no pattern may omit'],
  [{ mask: { patterns: [{ name: 'a', pattern: '(a)\\1' }] } }, 'mask: KINESIS_TELEMETRY_MASK.patterns[0].pattern is not a pattern that the extension can use'],
  [{ mask: { fields: [''] } }, 'mask: KINESIS_TELEMETRY_MASK.fields must be a list of names of 1 to 128 characters, got [""]'],
  [{ mask: { fields: [Aws.STACK_NAME] } }, 'mask: must not contain tokens'],
  [{ mask: { fields: Lazy.list({ produce: () => ['a'] }) } }, 'mask: must not contain tokens'],
  [{ sampling: { share: 1.5 } }, 'sampling: KINESIS_TELEMETRY_SAMPLING.share must be a number between 0 and 1, got 1.5'],
  [{ sampling: { share: NaN } }, 'sampling: KINESIS_TELEMETRY_SAMPLING.share must be a number between 0 and 1, got null'],
  [{ sampling: { share: Lazy.number({ produce: () => 1 }) } }, 'sampling: must not contain tokens'],
  [{ sampling: { keep: [KeepRequests.slowerThan(Duration.hours(1))] } }, 'sampling: KINESIS_TELEMETRY_SAMPLING.slowerThanMs must be a whole number between 1 and 900000, got 3600000'],
  [{ sampling: { keep: [KeepRequests.slowerThan(Duration.seconds(1)), KeepRequests.slowerThan(Duration.seconds(2))] } },
    'sampling: keep must contain KeepRequests.slowerThan at most once, got 1000 and 2000'],
  [{ sampling: { keep: [KeepRequests.slowerThan(Duration.millis(Lazy.number({ produce: () => 1 })))] } }, 'sampling: keep must be known at synth time, got a token'],
  [{ sampling: { share: 0, bufferMaxSize: Size.kibibytes(1) } }, 'sampling: KINESIS_TELEMETRY_SAMPLING.bufferMaxBytes must be a whole number between 65536'],
  [{ bufferMaxSize: Size.mebibytes(2), sampling: { share: 0, bufferMaxSize: Size.mebibytes(3) } },
    'sampling.bufferMaxSize must not exceed bufferMaxSize (2097152 bytes), of which it is a part, got 3145728 bytes'],
])('%p is an error that names the construct, the prop and the problem', (props, problem) => {
  expect(errorOf(props)).toContain(`Stack/Telemetry: ${problem}`);
});

test('those of a function replace the ones of the construct, and an empty one switches it off', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
    filter: { minLevel: LogLevel.INFO }, mask: { builtIns: [MaskBuiltIn.EMAIL] }, sampling: { share: 0.5 },
  });
  telemetry.attachTo(newFunction(stack, 'A'), { mask: { fields: ['password'] }, sampling: {} });
  telemetry.attachTo(newFunction(stack, 'B'));
  const [a, b] = functionsIn(stack).map(({ Environment: { Variables } }) => Variables);
  expect(a).toMatchObject({ KINESIS_TELEMETRY_FILTER: '{"minLevel":"info"}', KINESIS_TELEMETRY_MASK: '{"fields":["password"]}' });
  expect(a).not.toHaveProperty('KINESIS_TELEMETRY_SAMPLING');
  expect(b).toMatchObject({ KINESIS_TELEMETRY_MASK: '{"builtIns":["email"]}', KINESIS_TELEMETRY_SAMPLING: '{"share":0.5}' });
});

test('an invalid one of a function is an error that names the function, and does not change the function', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  expect(() => telemetry.attachTo(fn, { mask: { patterns: [{ name: 'email', pattern: 'a' }] } })).toThrow(
    'Stack/Function: mask: KINESIS_TELEMETRY_MASK.patterns[0].name must not be email');
  expect(functionsIn(stack)[0].Layers).toBeUndefined();
});

test('what does not fit into the variables of a function is an error that says by how much', () => {
  const stack = newStack();
  const long = Array.from({ length: 40 }, (_, at) => ({ name: `rule-${at}`, pattern: 'x'.repeat(70) }));
  const fn = newFunction(stack, 'Function', { environment: { OTHER: 'y'.repeat(100) } });
  new KinesisTelemetryExtension(stack, 'Telemetry', { mask: { patterns: long }, attributes: { team: 'shop' } }).attachTo(fn);
  expect(() => functionsIn(stack)).toThrow(
    /Stack\/Function has environment variables of (\d+) bytes, .* allows only 4096: \d+ too many\. Shorten attributes \(15 bytes\) or mask \(\d{4} bytes\), or move a long variable/);
});
