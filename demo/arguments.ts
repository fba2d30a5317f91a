import { parseOptions } from '../command-line/arguments';

/** The arguments of the demo. */
export interface DemoArguments {
  /** Print a JSON object as the last line of the standard output, and the report to the standard error. */
  readonly json: boolean;
  /** Keep Kinesis up with all of its records after the report, until Ctrl-C. */
  readonly keep: boolean;
  /** The file for the stream's records, and what Lambda emitted. */
  readonly save?: string;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run demo [-- --json] [--keep] [--save FILE]

Runs the functions of examples/typescript in a simulated AWS Lambda, with the layer, the settings and the permissions of
the synthesized template, and checks that all of their telemetry arrives in a local Kinesis stream.

  --json   print the figures as a JSON object in the last line of the standard output, and the report to the standard error
  --keep   keep the local Kinesis up until Ctrl-C, to look at the telemetry with the command that the demo ends with
  --save   write the records of the stream, and the events that must be in them, to a file: npm run test:archive reads it
  --help   print this text

Exit code: 0 if nothing is missing, 1 otherwise.`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): DemoArguments {
  return parseOptions(args, {
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    save: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  }, USAGE);
}
