import { parseArguments, USAGE } from './arguments';
import { Cleanup } from '../command-line/cleanup';
import { printReport } from './report/human-report';
import { toJsonReport } from './report/json-report';
import { runDemo } from './run-demo';
import { Terminal } from '../command-line/terminal';
import { isComplete } from './verdict/demo-result';

/** Whatever happens, the demo ends. It takes a third of this on a slow machine. */
const TIME_LIMIT_MS = 120_000;

// The SDK reminds of the Node.js versions that it will support next; here that would stand between the lines of the demo.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const { json, help } = parseArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const terminal = new Terminal(json ? process.stderr : process.stdout);
  const cleanup = new Cleanup();
  const giveUp = (why: string, exitCode: number) => {
    process.stderr.write(`\nThe demo ${why}.\n`);
    void cleanup.run().finally(() => process.exit(exitCode));
  };
  process.once('SIGINT', () => giveUp('was interrupted', 130));
  process.once('SIGTERM', () => giveUp('was asked to end', 143));
  const limit = setTimeout(() => giveUp(`did not end within ${TIME_LIMIT_MS / 1_000} s`, 1), TIME_LIMIT_MS);
  try {
    const result = await runDemo(terminal, cleanup);
    printReport(result, terminal);
    if (json) process.stdout.write(`${JSON.stringify(toJsonReport(result))}\n`);
    return isComplete(result) ? 0 : 1;
  } finally {
    clearTimeout(limit);
    await cleanup.run();
  }
}

main().then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    process.stderr.write(`\nThe demo cannot go on. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
