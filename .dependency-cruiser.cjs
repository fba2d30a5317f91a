/** The rooms, and what of the repository each may import besides its own files. ARCHITECTURE.md says what is in them. */
const ROOMS = {
  'src/settings': [],
  'src/checks': [],
  'src/stream': ['src/checks', 'src/settings'],
  'src/resources': ['src/checks', 'src/settings'],
  'src/function': ['src/checks', 'src/resources', 'src/settings'],
  'src/attach': ['src/checks', 'src/function', 'src/resources', 'src/settings', 'src/stream'],
  'src/operations': ['src/checks', 'src/function', 'src/resources', 'src/settings', 'src/stream'],
  'src/imports': [
    'src/attach', 'src/checks', 'src/function', 'src/operations', 'src/resources', 'src/settings', 'src/stream', 'src/kinesis-telemetry-extension-base.ts',
  ],
  'src': [],
  'consumer-src': [],
  'extension-src': ['src/settings/settings.ts', 'consumer-src/json-bytes.ts'],
  'simulator': [],
  'command-line': [],
  'faults': ['command-line', 'consumer-src', 'simulator'],
  'benchmark': ['command-line', 'consumer-src', 'faults/rig', 'simulator', 'src/settings', 'test/compositions'],
  'demo': ['benchmark', 'command-line', 'consumer-src', 'faults/oracle', 'simulator', 'src/settings'],
  'examples': ['src', 'consumer-src'],
  'tools': ['consumer-src', 'demo', 'src', 'test/consumer'],
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
      name: 'settings-import-nothing', severity: 'error', comment: 'The extension imports this file: whatever it imports would be in the layer.',
      from: { path: '^src/settings/settings\\.ts$' }, to: {},
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
