/** The folders with TypeScript besides src/. Each is linted and type-checked; none is in the npm package. */
export const FOLDERS = [
  'extension-src', 'consumer-src', 'cli-src', 'test', 'simulator', 'command-line', 'demo', 'faults', 'examples', 'benchmark', 'projenrc', 'tools',
];
