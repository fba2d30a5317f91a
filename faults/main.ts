import { parseArguments, USAGE } from './arguments';
import { toJsonLine, toProgressLine, toTable } from './report';
import { runSuite } from './run-suite';
import { runProgram } from '../command-line/run-program';

void runProgram({
  name: 'The fault suite',
  usage: USAGE,
  parse: parseArguments,
  run: async (args) => {
    const forPeople = args.json ? process.stderr : process.stdout;
    const startedAt = performance.now();
    forPeople.write(`seed ${args.seed}\n`);
    const results = await runSuite(args, (result) => {
      if (args.json) process.stdout.write(`${toJsonLine(result)}\n`);
      if (!args.json || !result.ok) forPeople.write(`${toProgressLine(result)}\n`);
    });
    const failed = results.filter(({ ok }) => !ok);
    forPeople.write(`${toTable(results)}\n${results.length - failed.length} of ${results.length} scenarios passed `
      + `in ${Math.round((performance.now() - startedAt) / 1_000)} s, seed ${args.seed}\n`);
    return failed.length === 0 ? 0 : 1;
  },
});
