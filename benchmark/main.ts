import { inspect } from 'node:util';
import { parseArguments, USAGE } from './arguments';
import { runProgram } from '../command-line/run-program';
import { Terminal } from '../command-line/terminal';
import { printReport } from './reports/human-report';
import { toJsonReport, toJsonText } from './reports/json-report';
import { writeResults } from './reports/write-results';
import { runBenchmark } from './run-benchmark';

void runProgram({
  name: 'The benchmark',
  usage: USAGE,
  parse: parseArguments,
  // A slow machine takes a third of it.
  timeLimitMs: 60 * 60_000,
  describe: inspect,
  run: async (args, cleanup) => {
    const terminal = new Terminal(args.json ? process.stderr : process.stdout);
    const result = await runBenchmark(args, (text) => terminal.progress(text), cleanup);
    const report = toJsonReport(result);
    if (args.write) await writeResults(result, report);
    printReport(result, report, terminal);
    if (args.json) process.stdout.write(`${toJsonText(report)}\n`);
    return args.check && report.budgets.some(({ ok }) => !ok) ? 1 : 0;
  },
});
