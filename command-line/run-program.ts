import { UsageError } from './arguments';
import { Cleanup } from './cleanup';

export interface Program<Arguments extends { readonly help: boolean }> {
  /** The name in messages: "The demo". */
  readonly name: string;
  readonly usage: string;
  /** @throws UsageError */
  readonly parse: (args: readonly string[]) => Arguments;
  /** Resolves to the exit code. */
  readonly run: (args: Arguments, cleanup: Cleanup) => Promise<number>;
  /** What the program waits for when it has run, without a time limit, before it cleans up. @default - nothing */
  readonly afterwards?: (args: Arguments) => Promise<unknown> | undefined;
  /** The time after which the program gives up. @default - none */
  readonly timeLimitMs?: number;
  /** Describes an unexpected error. @default - its message */
  readonly describe?: (error: unknown) => string;
}

/** Runs a program with the arguments of this process, and sets the exit code. Cleans up after an error, a signal and a timeout. */
export async function runProgram<Arguments extends { readonly help: boolean }>(program: Program<Arguments>): Promise<void> {
  const { name, describe = messageOf } = program;
  // The AWS SDK warns about the Node.js versions that it will drop next.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  try {
    const args = program.parse(process.argv.slice(2));
    if (args.help) process.stdout.write(`${program.usage}\n`);
    else process.exitCode = await runWithCleanup(program, args);
  } catch (error) {
    process.stderr.write(`\n${error instanceof UsageError ? error.message : `${name} failed: ${describe(error)}`}\n`);
    process.exitCode = 1;
  }
}

async function runWithCleanup<Arguments extends { readonly help: boolean }>(
  { name, run, afterwards, timeLimitMs }: Program<Arguments>, args: Arguments,
): Promise<number> {
  const cleanup = new Cleanup();
  const giveUp = (why: string, exitCode: number) => {
    process.stderr.write(`\n${name} ${why}.\n`);
    void cleanup.run().finally(() => process.exit(exitCode));
  };
  process.once('SIGINT', () => giveUp('was interrupted', 130));
  process.once('SIGTERM', () => giveUp('was terminated', 143));
  const limit = timeLimitMs === undefined ? undefined : setTimeout(() => giveUp(`timed out after ${timeLimitMs / 1_000} s`, 1), timeLimitMs);
  try {
    const exitCode = await run(args, cleanup);
    clearTimeout(limit);
    await afterwards?.(args);
    return exitCode;
  } finally {
    clearTimeout(limit);
    await cleanup.run();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
