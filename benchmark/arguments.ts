import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseOptions, UsageError } from '../command-line/arguments';

/** The arguments of the benchmark. */
export interface BenchmarkArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Fail if a budget is missed. */
  readonly check: boolean;
  /** Write results and plots to docs/benchmarks. */
  readonly write: boolean;
  readonly layer: string;
  readonly label?: string;
}

export const USAGE = `Usage: npm run bench [-- --quick] [--json] [--check] [--write] [--layer PATH] [--label TEXT]

Measures the extension, a bare extension (registers and polls) and a naive one (written in the usual style) by turns in one run,
on Lambda's Node.js 22 and 24 in the simulator: startup, memory, CPU time, hold, throughput, cost and size.

  --quick   measure with fewer repetitions: for a first look, and for CI
  --json    print the figures as a JSON object to the standard output, and the tables to the standard error
  --check   exit with 1 if a budget is missed
  --write   write results.json and the plots to docs/benchmarks
  --layer   the build of the extension to measure; by default assets/layer.zip
  --label   a name for this build in the output
  --help    print this text

Exit code: 0 if everything was measured and no event was lost, 1 otherwise.`;

/** @throws UsageError when an argument is invalid, or the layer does not exist */
export function parseArguments(args: readonly string[]): BenchmarkArguments {
  const { layer, ...flags } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    layer: { type: 'string', default: resolve(__dirname, '../assets/layer.zip') },
    label: { type: 'string' },
  }, USAGE);
  const file = resolve(layer);
  if (!existsSync(file)) throw new UsageError(`There is no layer at ${file}. To build the extension's layer, run: npm run build:layer`, USAGE);
  return { ...flags, layer: file };
}
