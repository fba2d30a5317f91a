import { parseArguments, USAGE } from './arguments';
import { toJsonLine, toProgressLine, toTable } from './report';
import { runSuite } from './run-suite';

// The SDK reminds of the Node.js versions that it will support next; here that would stand between the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const forPeople = args.json ? process.stderr : process.stdout;
  const startedAt = performance.now();
  forPeople.write(`seed ${args.seed}\n`);
  const results = await runSuite(args, (result) => {
    if (args.json) process.stdout.write(`${toJsonLine(result)}\n`);
    if (!args.json || !result.ok) forPeople.write(`${toProgressLine(result)}\n`);
  });
  const failed = results.filter(({ ok }) => !ok);
  forPeople.write(`${toTable(results)}\n${results.length - failed.length} of ${results.length} kept every promise, `
    + `in ${Math.round((performance.now() - startedAt) / 1_000)} s, seed ${args.seed}\n`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (exitCode) => { process.exitCode = exitCode; },
  (error: unknown) => {
    process.stderr.write(`\nThe fault suite cannot go on. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
