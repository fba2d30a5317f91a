import type { Writable } from 'node:stream';
import type { Clock } from './clock';

/** What a command gets from the process that runs it. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly clock: Clock;
  /** Aborted when the user wants the command to end. */
  readonly stopping: AbortSignal;
}

/** A command of this program: the word behind its name. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly usage: string;
  /**
   * Resolves to the exit code.
   * @throws UsageError
   * @throws CommandError
   */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<number>;
}
