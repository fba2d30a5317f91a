/** The command line is wrong. The message says what, what was given and what is allowed. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command cannot do its work. The message says why and what to do. Exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
