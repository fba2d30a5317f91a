import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseOptions, UsageError } from '../command-line/arguments';
import { subjectsIn } from '../faults/subject';
import type { Subject } from '../faults/subject';

/** The arguments of the benchmark. */
export interface BenchmarkArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Fail if a budget is missed. */
  readonly check: boolean;
  /** Write results and plots to docs/benchmarks. */
  readonly write: boolean;
  /** The hosts of our extension, and the runtimes beside which they are measured. */
  readonly subjects: readonly Subject[];
  readonly layer: string;
  readonly label?: string;
}

export const USAGE = `Usage: npm run bench [-- --quick] [--json] [--check] [--write] [--host native|nodejs22.x|nodejs24.x]... [--layer PATH] [--label TEXT]

Measures the extension on each of its hosts beside others, by turns in one run: a bare extension (registers and polls), a naive one in
Node.js (written in the usual style) and a minimal one in Go. All run in the simulator, beside functions on Lambda's Node.js 22 and 24.
It measures startup, memory, CPU time, hold, throughput, cost and size. Without a Go toolchain, the extension in Go is left out.

  --quick   measure with fewer repetitions: for a first look, and for CI
  --json    print the figures as a JSON object to the standard output, and the tables to the standard error
  --check   exit with 1 if a budget is missed
  --write   write results.json and the plots to docs/benchmarks
  --host    measure this host only; by default all that the layer contains
  --layer   the build of the extension to measure; by default assets/layer.zip
  --label   a name for this build in the output
  --help    print this text

Exit code: 0 if everything was measured and no event was lost, 1 otherwise.`;

/** @throws UsageError when an argument is invalid, or the layer does not exist */
export function parseArguments(args: readonly string[]): BenchmarkArguments {
  const { layer, host, ...flags } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    host: { type: 'string', multiple: true, default: [] },
    layer: { type: 'string', default: resolve(__dirname, '../assets/layer.zip') },
    label: { type: 'string' },
  }, USAGE);
  const file = resolve(layer);
  if (!existsSync(file)) throw new UsageError(`There is no layer at ${file}. To build the extension's layer, run: npm run build:layer`, USAGE);
  if (flags.write && host.length > 0) throw new UsageError('--write publishes the figures of all hosts: leave --host out.', USAGE);
  const inLayer = subjectsIn(file);
  return { ...flags, layer: file, subjects: host.length > 0 ? inLayer.filter(({ name }) => wanted(host, inLayer).has(name)) : inLayer };
}

function wanted(hosts: readonly string[], inLayer: readonly Subject[]): ReadonlySet<string> {
  const unknown = hosts.find((host) => !inLayer.some(({ name }) => name === host));
  if (unknown === undefined) return new Set(hosts);
  throw new UsageError(`--host must be one of ${inLayer.map(({ name }) => name).join(', ')}, which this layer contains, got ${JSON.stringify(unknown)}.`, USAGE);
}
