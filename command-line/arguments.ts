import { parseArgs, ParseArgsConfig } from 'node:util';

/** An argument is unknown or has an invalid value. The message ends with the usage. */
export class UsageError extends Error {
  constructor(message: string, usage: string) {
    super(`${message}\n\n${usage}`);
  }
}

/**
 * Reads the options of a command line.
 * @throws UsageError
 */
export function parseOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[], options: Options, usage: string,
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, usage);
  }
}
