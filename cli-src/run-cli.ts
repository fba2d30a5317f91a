import type { Command, Surroundings } from './command';
import { CommandError, UsageError } from './errors';

const PROGRAM = 'cdk-kinesis-telemetry-extension';
const WRONG_ARGUMENT = 2;
const FAILED = 1;

/** Runs a command, and returns the exit code. Wrong arguments and what AWS refuses end with one line on standard error. */
export async function runCli(
  argv: readonly string[], commands: Readonly<Record<string, Command>>, version: string, surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const [name, ...args] = argv;
  if (name === '--help' || name === '-h' || name === 'help') {
    stdout.write(`${usageOf(commands)}\n`);
    return 0;
  }
  if (name === '--version') {
    stdout.write(`${version}\n`);
    return 0;
  }
  if (name === undefined || !Object.hasOwn(commands, name)) {
    stderr.write(`${PROGRAM}: ${name === undefined ? 'a command is missing' : `there is no command ${JSON.stringify(name)}`}\n\n${usageOf(commands)}\n`);
    return WRONG_ARGUMENT;
  }
  try {
    return await commands[name].run(args, surroundings);
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${PROGRAM} ${name}: ${error.message}\nAll options: npx ${PROGRAM} ${name} --help\n`);
      return WRONG_ARGUMENT;
    }
    // An unexpected error is reported with its stack, so that it can be mended.
    stderr.write(`${PROGRAM} ${name}: ${error instanceof CommandError ? error.message : (error as Error).stack ?? String(error)}\n`);
    return FAILED;
  }
}

function usageOf(commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    `Usage: npx ${PROGRAM} COMMAND [options]`, '',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`), '',
    `The options of a command: npx ${PROGRAM} COMMAND --help`,
  ].join('\n');
}
