/** What the demo was asked for on the command line. */
export interface DemoArguments {
  /** The last line of the standard output is a JSON object; what people read goes to the standard error. */
  readonly json: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run demo [-- --json]

Runs the functions of examples/typescript in a simulated AWS Lambda, with the layer, the settings and the permissions of
the synthesized template, and checks that all of their telemetry is in a Kinesis stream on this machine.

  --json   the last line of the standard output is a JSON object with the figures
  --help   this text

Exit code: 0 if nothing is missing, 1 otherwise.`;

/** @throws when an argument is unknown */
export function parseArguments(args: readonly string[]): DemoArguments {
  const unknown = args.find((argument) => !['--json', '--help', '-h'].includes(argument));
  if (unknown !== undefined) throw new Error(`Unknown argument ${JSON.stringify(unknown)}.\n\n${USAGE}`);
  return { json: args.includes('--json'), help: args.includes('--help') || args.includes('-h') };
}
