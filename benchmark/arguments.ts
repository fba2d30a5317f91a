import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export interface BenchmarkArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** A budget that is missed is a failure. */
  readonly check: boolean;
  /** Write results and plots to docs/benchmarks. */
  readonly write: boolean;
  readonly layer: string;
  readonly label?: string;
}

export const USAGE = `Usage: npm run bench [-- --quick] [--json] [--check] [--write] [--layer PATH] [--label TEXT]

Measures the extension beside a bare one (it registers and polls, nothing else) and a naive one (written in the usual style), by
turns in one run, on Lambda's Node.js 22 and 24, in the simulator: start-up, memory, processor time, hold, throughput, cost, size.

  --quick   fewer repetitions: for a first look, and for CI
  --json    one JSON object on the standard output; what people read goes to the standard error
  --check   exit with 1 if a budget is missed
  --write   write results.json and the plots to docs/benchmarks
  --layer   another build of the extension than assets/layer.zip
  --label   a name for it, in the output
  --help    this text

Exit code: 0 if all was measured and no event was lost, 1 otherwise.`;

/** What was asked for cannot be done. */
export class UsageError extends Error {}

/** @throws UsageError when an argument is unknown, or there is no layer */
export function parseArguments(args: readonly string[]): BenchmarkArguments {
  const { values } = parse(args);
  const layer = resolve(values.layer ?? resolve(__dirname, '../assets/layer.zip'));
  if (!existsSync(layer)) throw new UsageError(`There is no layer at ${layer}. To build the extension's: npm run build:layer`);
  return {
    json: values.json ?? false,
    help: values.help ?? false,
    quick: values.quick ?? false,
    check: values.check ?? false,
    write: values.write ?? false,
    layer,
    label: values.label,
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
        check: { type: 'boolean' },
        write: { type: 'boolean' },
        layer: { type: 'string' },
        label: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
