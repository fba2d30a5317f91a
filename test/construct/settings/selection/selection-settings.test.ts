import { parseFilter } from '../../../../src/settings/selection/filter-settings';
import { parseMask } from '../../../../src/settings/selection/mask-settings';
import { parseSampling } from '../../../../src/settings/selection/sampling-settings';

const parsers = { filter: parseFilter, mask: parseMask, sampling: parseSampling };

test.each<[keyof typeof parsers, object, object]>([
  ['filter', { minLevel: 'info' }, { minLevel: 'info', omitTypes: [], rules: [] }],
  ['filter', { omitTypes: ['platform.initReport', 'platform.start', 'platform.initReport'] }, { omitTypes: ['platform.initReport', 'platform.start'], rules: [] }],
  ['filter', { rules: [{ name: 'health', exclude: 'GET /health' }, { name: 'orders', includeOnly: 'order', types: ['function', 'platform.extension'] }] }, {
    omitTypes: [],
    rules: [{ name: 'health', exclude: 'GET /health', types: ['function'] }, { name: 'orders', includeOnly: 'order', types: ['function', 'platform.extension'] }],
  }],
  ['filter', { rules: [{ name: 'empty-lines', exclude: '^\\s*$' }] }, { omitTypes: [], rules: [{ name: 'empty-lines', exclude: '^\\s*$', types: ['function'] }] }],
  ['mask', { builtIns: ['email', 'jwt', 'email'] }, { builtIns: ['email', 'jwt'], fields: [], patterns: [], replacement: '***' }],
  ['mask', { fields: ['password'], replacement: '' }, { builtIns: [], fields: ['password'], patterns: [], replacement: '' }],
  ['mask', { patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: 'cust-***' }, { name: 'b', pattern: 'b+' }], replacement: 'X' }, {
    builtIns: [], fields: [], replacement: 'X',
    patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: 'cust-***' }, { name: 'b', pattern: 'b+', replacement: 'X' }],
  }],
  ['sampling', { share: 0.01 }, { keep: [], share: 0.01, by: 'request', whenFull: 'keep', keepPlatformEvents: false }],
  ['sampling', { keep: ['error'], onlyBelow: 'info' }, { keep: ['error'], share: 0, by: 'request', whenFull: 'keep', onlyBelow: 'info', keepPlatformEvents: false }],
  ['sampling', { keep: ['error', 'cold-start'], slowerThanMs: 1000, minLevel: 'error', share: 1, by: 'trace', bufferMaxBytes: 65536, whenFull: 'omit', keepPlatformEvents: true }, {
    keep: ['error', 'cold-start'], slowerThanMs: 1000, minLevel: 'error', share: 1, by: 'trace', bufferMaxBytes: 65536, whenFull: 'omit', keepPlatformEvents: true,
  }],
])('%s %j is read, with its defaults', (name, given, parsed) => {
  expect(parsers[name](JSON.stringify(given))).toEqual(parsed);
});

test.each<[keyof typeof parsers, object]>([
  ['filter', {}], ['filter', { omitTypes: [], rules: [] }], ['mask', { fields: [] }], ['mask', { replacement: 'X' }], ['sampling', {}], ['sampling', { by: 'trace' }],
])('%s %j means that there is nothing to do', (name, given) => {
  expect(parsers[name](JSON.stringify(given))).toBeUndefined();
});

test.each<[keyof typeof parsers, unknown, problem: string]>([
  ['filter', [], 'KINESIS_TELEMETRY_FILTER must be a JSON object, got []'],
  ['filter', { minlevel: 'info' }, 'KINESIS_TELEMETRY_FILTER.minlevel is not known: minLevel, omitTypes, rules are'],
  ['filter', { minLevel: 'information' }, 'KINESIS_TELEMETRY_FILTER.minLevel must be one of trace, debug, info, warn, error, fatal, got "information"'],
  ['filter', { omitTypes: ['function'] }, 'omitTypes must be a list of types of platform events, such as platform.initReport, got ["function"]'],
  ['filter', { omitTypes: ['telemetry.dropped'] }, 'omitTypes must be a list of types of platform events'],
  ['filter', { omitTypes: ['platform.logsDropped'] }, 'omitTypes must not contain platform.logsDropped, which says that Lambda lost events'],
  ['filter', { rules: {} }, 'KINESIS_TELEMETRY_FILTER.rules must be a list of JSON objects, got {}'],
  ['filter', { rules: ['a'] }, 'KINESIS_TELEMETRY_FILTER.rules[0] must be a JSON object, got "a"'],
  ['filter', { rules: [{ exclude: 'a' }] }, 'KINESIS_TELEMETRY_FILTER.rules[0].name must be a name of up to 32 letters, digits, and characters of _ -, got none'],
  ['filter', { rules: [{ name: 'a b', exclude: 'a' }] }, 'rules[0].name must be a name of up to 32 letters, digits, and characters of _ -, got "a b"'],
  ['filter', { rules: [{ name: 'types', exclude: 'a' }] }, 'rules[0].name must not be types, which stands for something else'],
  ['filter', { rules: [{ name: 'a', exclude: 'a' }, { name: 'a', exclude: 'b' }] }, 'rules[1].name must be different for each, got a twice'],
  ['filter', { rules: [{ name: 'a' }] }, 'rules[0].exclude or includeOnly must be given, and not both'],
  ['filter', { rules: [{ name: 'a', exclude: 'a', includeOnly: 'b' }] }, 'rules[0].exclude or includeOnly must be given, and not both'],
  ['filter', { rules: [{ name: 'a', exclude: 'a(?=b)' }] }, 'rules[0].exclude is not a pattern that the extension can use: a look-ahead (?=…) is not allowed, at character 2, got "a(?=b)"'],
  ['filter', { rules: [{ name: 'a', exclude: 'a*' }] }, 'also matches where there is nothing, and so everywhere'],
  ['filter', { rules: [{ name: 'a', exclude: '^' }] }, 'also matches where there is nothing'],
  ['filter', { rules: [{ name: 'a', exclude: 'x?$' }] }, 'also matches where there is nothing'],
  ['filter', { rules: [{ name: 'a', exclude: 'a', types: [] }] }, 'rules[0].types must not be empty'],
  ['filter', { rules: [{ name: 'a', exclude: 'START|END|REPORT', types: ['platform.report'] }] }, 'rules[0].types must not contain platform.report, which no pattern may omit'],
  ['filter', { rules: [{ name: 'a', exclude: 'a', types: ['telemetry.summary'] }] }, 'rules[0].types must be a list of function, extension, and types of platform events'],
  ['filter', { rules: ['a', 'b', 'c', 'd'].map((name) => ({ name, exclude: `${name}{1000}` })) }, 'rules[3].exclude is too much: all patterns together'],
  ['mask', { builtIns: ['emails'] }, 'KINESIS_TELEMETRY_MASK.builtIns must be a list of email, payment-card, aws-access-key, jwt, ipv4, bearer-token, got ["emails"]'],
  ['mask', { fields: [''] }, 'KINESIS_TELEMETRY_MASK.fields must be a list of names of 1 to 128 characters, got [""]'],
  ['mask', { fields: 'password' }, 'KINESIS_TELEMETRY_MASK.fields must be a list of names of 1 to 128 characters, got "password"'],
  ['mask', { patterns: [{ name: 'a' }] }, 'KINESIS_TELEMETRY_MASK.patterns[0].pattern is missing'],
  ['mask', { patterns: [{ name: 'a', pattern: '^$' }] }, 'also matches where there is nothing'],
  ['mask', { patterns: [{ name: 'email', pattern: 'a' }] }, 'patterns[0].name must not be email'],
  ['mask', { patterns: [{ name: 'a', pattern: 'a', with: 'b' }] }, 'KINESIS_TELEMETRY_MASK.patterns[0].with is not known: name, pattern, replacement are'],
  ['mask', { fields: ['a'], replacement: 'x'.repeat(101) }, 'replacement must be a text of at most 100 characters'],
  ['sampling', { keep: ['errors'] }, 'KINESIS_TELEMETRY_SAMPLING.keep must be a list of error, timeout, out-of-memory, cold-start, got ["errors"]'],
  ['sampling', { share: 1.01 }, 'KINESIS_TELEMETRY_SAMPLING.share must be a number between 0 and 1, got 1.01'],
  ['sampling', { share: '0.1' }, 'KINESIS_TELEMETRY_SAMPLING.share must be a number between 0 and 1, got "0.1"'],
  ['sampling', { slowerThanMs: 0.5 }, 'KINESIS_TELEMETRY_SAMPLING.slowerThanMs must be a whole number between 1 and 900000, got 0.5'],
  ['sampling', { share: 1, by: 'user' }, 'KINESIS_TELEMETRY_SAMPLING.by must be one of request, trace, got "user"'],
  ['sampling', { share: 1, bufferMaxBytes: 1 }, 'KINESIS_TELEMETRY_SAMPLING.bufferMaxBytes must be a whole number between 65536 and 1073741824, got 1'],
  ['sampling', { share: 1, keepPlatformEvents: 'yes' }, 'KINESIS_TELEMETRY_SAMPLING.keepPlatformEvents must be true or false, got "yes"'],
])('%s %j is refused, and the error names the member, the value, and what is allowed', (name, given, problem) => {
  expect(() => parsers[name](JSON.stringify(given))).toThrow(problem);
});

test('text that is not JSON is refused, and the error stays short', () => {
  expect(() => parseMask(`{${'x'.repeat(4_000)}`)).toThrow(/^KINESIS_TELEMETRY_MASK must be a JSON object, got "\{x{118}…$/);
});
