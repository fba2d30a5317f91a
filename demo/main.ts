import { writeFile } from 'node:fs/promises';
import { parseArguments, USAGE } from './arguments';
import { Terminal } from '../command-line/terminal';
import { printReport } from './report/human-report';
import { toJsonReport } from './report/json-report';
import { recordingOf } from './report/recording';
import { writeReportPage } from './report/report-page';
import { printTail } from './report/tail-command';
import { runDemo } from './run-demo';
import { isComplete } from './verdict/demo-result';
import { runProgram } from '../command-line/run-program';

void runProgram({
  name: 'The demo',
  usage: USAGE,
  parse: parseArguments,
  // A slow machine takes a third of it.
  timeLimitMs: 120_000,
  run: async ({ json, keep, save }, cleanup) => {
    const terminal = new Terminal(json ? process.stderr : process.stdout);
    const result = await runDemo(terminal, cleanup);
    printReport(result, terminal);
    if (save !== undefined) await writeFile(save, recordingOf(result));
    await writeReportPage(result, terminal);
    if (keep || isComplete(result)) printTail(result, keep, terminal);
    if (json) process.stdout.write(`${JSON.stringify(toJsonReport(result))}\n`);
    return isComplete(result) ? 0 : 1;
  },
  // Kinesis runs until a signal ends the demo.
  afterwards: ({ keep }) => keep ? new Promise<never>(() => undefined) : undefined,
});
