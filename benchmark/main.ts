import { inspect } from 'node:util';
import { parseArguments, USAGE, UsageError } from './arguments';
import { printReport } from './reports/human-report';
import { toJsonReport, toJsonText } from './reports/json-report';
import { writeResults } from './reports/write-results';
import { runBenchmark } from './run-benchmark';
import { Cleanup } from '../command-line/cleanup';
import { Terminal } from '../command-line/terminal';

/** Whatever happens, the benchmark ends. It takes a third of this on a slow machine. */
const TIME_LIMIT_MS = 20 * 60_000;

// The SDK reminds of the Node.js versions that it will support next; here that would stand between the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const terminal = new Terminal(args.json ? process.stderr : process.stdout);
  const cleanup = new Cleanup();
  const giveUp = (why: string, exitCode: number) => {
    process.stderr.write(`\nThe benchmark ${why}.\n`);
    void cleanup.run().finally(() => process.exit(exitCode));
  };
  process.once('SIGINT', () => giveUp('was interrupted', 130));
  process.once('SIGTERM', () => giveUp('was asked to end', 143));
  const limit = setTimeout(() => giveUp(`did not end within ${TIME_LIMIT_MS / 60_000} minutes`, 1), TIME_LIMIT_MS);
  try {
    const result = await runBenchmark(args, (text) => terminal.progress(text), cleanup);
    const report = toJsonReport(result);
    if (args.write) await writeResults(result, report);
    printReport(result, report, terminal);
    if (args.json) process.stdout.write(`${toJsonText(report)}\n`);
    return args.check && report.budgets.some(({ ok }) => !ok) ? 1 : 0;
  } finally {
    clearTimeout(limit);
    await cleanup.run();
  }
}

main().then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    process.stderr.write(`\nThe benchmark cannot go on. ${error instanceof UsageError ? error.message : inspect(error)}\n`);
    process.exitCode = 1;
  });
