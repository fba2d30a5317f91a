const SETTINGS = 'src/settings/settings.ts';
const SELECTION = 'src/settings/selection';
const HOST = 'extension-src/host';
const JSON_BYTES = 'consumer-src/json-bytes.ts';

/** The rooms, and what of the repository each may import besides its own files. ARCHITECTURE.md describes them. */
const ROOMS = {
  'src': [],
  'src/settings': [],
  'src/settings/selection': [],
  'src/checks': [],
  'src/template': [],
  'src/stacks': ['src/template'],
  'src/survey': ['src/template'],
  'src/stream': ['src/checks', 'src/settings', 'src/stacks', 'src/survey'],
  'src/resources': ['src/checks', 'src/settings', 'src/stacks'],
  'src/function': ['src/checks', 'src/settings', 'src/resources', 'src/stacks', 'src/survey', 'src/template'],
  'src/attach': ['src/checks', 'src/settings', 'src/stacks', 'src/stream', 'src/resources', 'src/function', 'src/survey', 'src/template'],
  'src/operations': ['src/checks', 'src/settings', 'src/stacks', 'src/stream', 'src/resources', 'src/function'],
  'src/imports': [
    'src/survey', 'src/checks', 'src/settings', 'src/stacks', 'src/stream', 'src/resources', 'src/function', 'src/attach', 'src/operations', 'src/kinesis-telemetry-extension-base.ts',
  ],

  'consumer-src': [],

  'cli-src': ['consumer-src'],
  'cli-src/aws': ['cli-src/errors.ts', 'cli-src/clock.ts'],
  'cli-src/selection': ['consumer-src', 'cli-src/errors.ts', 'cli-src/object.ts'],
  'cli-src/shards': ['cli-src/aws', 'cli-src/clock.ts'],
  'cli-src/invocations': ['consumer-src', 'cli-src/selection', 'cli-src/object.ts'],
  'cli-src/archives': ['consumer-src', 'cli-src/errors.ts'],
  'cli-src/figures': ['consumer-src', 'cli-src/invocations', 'cli-src/selection', 'cli-src/output', 'cli-src/object.ts', 'cli-src/numbers-before.ts'],
  'cli-src/page': ['consumer-src', 'cli-src/figures', 'cli-src/selection'],
  'cli-src/output': ['consumer-src', 'cli-src/invocations', 'cli-src/selection', 'cli-src/object.ts'],

  'extension-src': [SETTINGS, SELECTION, JSON_BYTES],
  'extension-src/host': ['extension-src/process', 'extension-src/settings', 'extension-src/delivery', 'extension-src/kinesis', 'extension-src/main.ts', SETTINGS, SELECTION, JSON_BYTES],
  'extension-src/process': [HOST],
  'extension-src/lambda': [HOST],
  'extension-src/settings': [SETTINGS, SELECTION],
  'extension-src/delivery': [HOST, 'extension-src/process', SETTINGS],
  'extension-src/kinesis': ['extension-src/delivery', SETTINGS],
  'extension-src/log': [HOST, 'extension-src/process', 'extension-src/lambda', 'extension-src/settings', 'extension-src/delivery'],
  'extension-src/telemetry': [HOST, 'extension-src/process', 'extension-src/delivery', 'extension-src/log', SETTINGS, JSON_BYTES],
  'extension-src/selection': [
    HOST, 'extension-src/process', 'extension-src/delivery', 'extension-src/log', 'extension-src/settings', 'extension-src/telemetry', SELECTION,
  ],
  'extension-src/formats': [HOST, 'extension-src/delivery', 'extension-src/log', 'extension-src/telemetry', SETTINGS, JSON_BYTES],
  'extension-src/lifecycle': [HOST, 'extension-src/process', 'extension-src/lambda', 'extension-src/log', 'extension-src/pipeline.ts', SETTINGS],

  'simulator': [],
  'simulator/model': [],
  'simulator/output': [],
  'simulator/cpu': [],
  'simulator/kinesis': [],
  'simulator/cpu': [],
  'simulator/runtime': [],
  'simulator/waiting': ['simulator/model'],
  'simulator/environment': ['simulator/model', 'simulator/output'],
  'simulator/runtime-clients': ['simulator/environment', 'simulator/model'],
  'simulator/telemetry': ['simulator/model', 'simulator/waiting'],
  'simulator/processes': ['simulator/environment', 'simulator/output', 'simulator/waiting'],
  'simulator/api': ['simulator/model', 'simulator/processes', 'simulator/telemetry'],
  'simulator/phases': [
    'simulator/api', 'simulator/environment', 'simulator/model', 'simulator/output', 'simulator/processes', 'simulator/telemetry', 'simulator/waiting',
  ],

  'command-line': [],
  'faults': ['command-line', 'consumer-src', 'simulator', 'tools/host', 'tools/layer'],
  'benchmark': ['command-line', 'consumer-src', 'faults/rig', 'faults/subject.ts', 'simulator', 'src/settings', 'test/compositions'],
  'demo': ['benchmark', 'command-line', 'consumer-src', 'faults/oracle', 'simulator', 'src/settings'],
  'examples': ['consumer-src', 'src'],
  'tools': ['consumer-src', 'demo', 'simulator/kinesis', 'src', 'test/consumer'],
  'projenrc': [],
};
const REPOSITORY = `^(${[...new Set(Object.keys(ROOMS).map((room) => room.split('/')[0])), 'test'].join('|')})/`;

const path = (room) => `^${room}${room.endsWith('.ts') ? '$' : '/'}`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(ROOMS).map(([room, others]) => ({
      name: `rooms-of-${room}`,
      severity: 'error',
      from: { path: path(room) },
      to: { path: REPOSITORY, pathNot: [room, ...others].map(path) },
    })),
    {
      name: 'hosts-by-alias', severity: 'error', comment: 'Shared code imports #host/…, so that the bundle chooses the host.',
      from: { path: '^extension-src/', pathNot: '^extension-src/host/' },
      to: { path: '^extension-src/host/(nodejs|native)/', dependencyTypesNot: ['aliased-tsconfig-paths'] },
    },
    {
      name: 'settings-import-nothing', severity: 'error', comment: 'The extension imports this file: whatever it imports would be in the layer.',
      from: { path: '^src/settings/settings\\.ts$' }, to: {},
    },
    {
      name: 'selection-imports-itself', severity: 'error', comment: 'The extension imports this room: whatever it imports would be in the layer.',
      from: { path: '^src/settings/selection/' }, to: { pathNot: '^src/settings/selection/' },
    },
    { name: 'consumer-without-dependencies', severity: 'error', from: { path: '^consumer-src/' }, to: { dependencyTypesNot: ['local', 'core', 'type-only'] } },
    { name: 'not-found', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vega-lite$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.dev.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)(cdk\\.out|node_modules/typescript)/' },
  },
};
