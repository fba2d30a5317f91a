import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Subject, SUBJECTS, subjectsIn } from './subject';
import { parseOptions, UsageError } from '../command-line/arguments';

/** The arguments of the fault suite. */
export interface FaultsArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Whether scenarios that fail run once more, alone, and only that counts. */
  readonly again: boolean;
  /** Run the scenarios whose name contains one of these. Empty: all scenarios of the form. */
  readonly only: readonly string[];
  readonly seed: number;
  readonly subjects: readonly Subject[];
  /** The number of scenarios that run at once. */
  readonly jobs: number;
  readonly layer: string;
}

export const USAGE = `Usage: npm run faults [-- --quick] [--again] [--json] [--only NAME]... [--seed N] [--host native|nodejs22.x|nodejs24.x]... [--jobs N] [--layer PATH]

Breaks Kinesis, the network, the processes and the telemetry around the real layer in a simulated AWS Lambda, and checks that
the extension keeps its promises: every event is delivered or reported as dropped, holds and memory are bounded, no function fails.

  --quick    skip the long scenarios: long random runs, 1,000,000 events
  --again    run scenarios that fail once more, alone: their time limits assume a machine that is not busy
  --json     print a JSON object for each scenario to the standard output, and the table to the standard error
  --only     run the scenarios whose name contains NAME, quick or long
  --seed     the seed of the random faults and traffic; by default a new one, which the output names
  --host     run on this host only; by default on all that the layer contains
  --jobs     the number of scenarios that run at once; by default the number of processors
  --layer    the layer to test; by default assets/layer.zip
  --help     print this text

Exit code: 0 if the extension kept every promise, 1 otherwise.`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): FaultsArguments {
  const { json, help, quick, again, only, seed, host, jobs, layer } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    host: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: String(availableParallelism()) },
    layer: { type: 'string', default: resolve(__dirname, '../assets/layer.zip') },
  }, USAGE);
  return {
    json, help, quick, again, only,
    seed: wholeNumber('--seed', seed),
    subjects: host.length > 0 ? host.map(subjectOf) : subjectsIn(resolve(layer)),
    jobs: Math.max(1, wholeNumber('--jobs', jobs)),
    layer: resolve(layer),
  };
}

function subjectOf(given: string): Subject {
  const subject = SUBJECTS.find(({ name }) => name === given);
  if (!subject) throw new UsageError(`--host must be one of ${SUBJECTS.map(({ name }) => name).join(', ')}, got ${JSON.stringify(given)}.`, USAGE);
  return subject;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} must be a whole number, got ${JSON.stringify(text)}.`, USAGE);
  return Number(text);
}
