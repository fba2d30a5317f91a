import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseOptions, UsageError } from '../command-line/arguments';
import type { LambdaRuntime } from '../simulator';

const RUNTIMES: readonly LambdaRuntime[] = ['nodejs22.x', 'nodejs24.x'];

/** The arguments of the fault suite. */
export interface FaultsArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Run the scenarios whose name contains one of these. Empty: all scenarios of the form. */
  readonly only: readonly string[];
  readonly seed: number;
  readonly runtimes: readonly LambdaRuntime[];
  /** The number of scenarios that run at once. */
  readonly jobs: number;
  readonly layer: string;
}

export const USAGE = `Usage: npm run faults [-- --quick] [--json] [--only NAME]... [--seed N] [--runtime nodejs22.x|nodejs24.x]... [--jobs N] [--layer PATH]

Breaks Kinesis, the network, the processes and the telemetry around the real layer in a simulated AWS Lambda, and checks that
the extension keeps its promises: every event is delivered or reported as dropped, holds and memory are bounded, no function fails.

  --quick    skip the long scenarios: long random runs, 1,000,000 events
  --json     print a JSON object for each scenario to the standard output, and the table to the standard error
  --only     run the scenarios whose name contains NAME, quick or long
  --seed     the seed of the random faults and traffic; by default a new one, which the output names
  --runtime  run on this runtime of Lambda only; by default on both
  --jobs     the number of scenarios that run at once; by default the number of processors
  --layer    the layer to test; by default assets/layer.zip
  --help     print this text

Exit code: 0 if the extension kept every promise, 1 otherwise.`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): FaultsArguments {
  const { json, help, quick, only, seed, runtime, jobs, layer } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runtime: { type: 'string', multiple: true, default: [...RUNTIMES] },
    jobs: { type: 'string', default: String(availableParallelism()) },
    layer: { type: 'string', default: resolve(__dirname, '../assets/layer.zip') },
  }, USAGE);
  return {
    json, help, quick, only,
    seed: wholeNumber('--seed', seed),
    runtimes: runtime.map(runtimeOf),
    jobs: Math.max(1, wholeNumber('--jobs', jobs)),
    layer: resolve(layer),
  };
}

function runtimeOf(given: string): LambdaRuntime {
  const runtime = RUNTIMES.find((known) => known === given);
  if (!runtime) throw new UsageError(`--runtime must be one of ${RUNTIMES.join(', ')}, got ${JSON.stringify(given)}.`, USAGE);
  return runtime;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} must be a whole number, got ${JSON.stringify(text)}.`, USAGE);
  return Number(text);
}
