import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LambdaRuntime } from '../simulator';

const RUNTIMES: readonly LambdaRuntime[] = ['nodejs22.x', 'nodejs24.x'];

/** What was asked for on the command line. */
export interface FaultsArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Scenarios whose name contains one of these. Empty: all of the form. */
  readonly only: readonly string[];
  readonly seed: number;
  readonly runtimes: readonly LambdaRuntime[];
  /** Scenarios that run at once. */
  readonly jobs: number;
  readonly layer: string;
}

export const USAGE = `Usage: npm run faults [-- --quick] [--json] [--only NAME]... [--seed N] [--runtime nodejs22.x|nodejs24.x]... [--jobs N]

Breaks Kinesis, the network, the processes and the telemetry around the real layer in a simulated AWS Lambda, and checks
what DESIGN promises: nothing is lost without a word, nothing is held too long, nothing grows, no function fails.

  --quick    without the long random runs and the 1,000,000 events
  --json     one JSON object a scenario on the standard output; the table goes to the standard error
  --only     scenarios with this in their name, of both forms
  --seed     for everything that is random; the seed of a run stands in its output
  --runtime  one of Lambda's runtimes; both if not given
  --jobs     scenarios that run at once; as many as the machine has processors, if not given
  --help     this text

Exit code: 0 if every promise was kept, 1 otherwise.`;

/** @throws when an argument is unknown or has a value that is not allowed */
export function parseArguments(args: readonly string[]): FaultsArguments {
  const { values } = parse(args);
  const runtimes = (values.runtime ?? []).map((given) => {
    const runtime = RUNTIMES.find((known) => known === given);
    if (!runtime) throw new Error(`--runtime must be one of ${RUNTIMES.join(', ')}, got ${JSON.stringify(given)}.\n\n${USAGE}`);
    return runtime;
  });
  return {
    json: values.json ?? false,
    help: values.help ?? false,
    quick: values.quick ?? false,
    only: values.only ?? [],
    seed: wholeNumber('--seed', values.seed, Date.now() % 1_000_000),
    runtimes: runtimes.length > 0 ? runtimes : RUNTIMES,
    jobs: Math.max(1, wholeNumber('--jobs', values.jobs, availableParallelism())),
    layer: resolve(values.layer ?? resolve(__dirname, '../assets/layer.zip')),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        seed: { type: 'string' },
        runtime: { type: 'string', multiple: true },
        jobs: { type: 'string' },
        layer: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} must be a whole number, got ${JSON.stringify(text)}.\n\n${USAGE}`);
  return Number(text);
}
