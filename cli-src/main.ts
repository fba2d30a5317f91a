import { SYSTEM_CLOCK } from './clock';
import { reportCommand } from './report/command';
import { runCli } from './run-cli';
import { TAIL } from './tail/tail';

/** Replaced when the program is bundled. */
declare const CLI_VERSION: string;

// The AWS SDK warns about the Node.js versions that it will drop next.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second one ends the program at once.
  process.once(signal, () => stop.abort());
}

void runCli(process.argv.slice(2), { tail: TAIL, report: reportCommand(CLI_VERSION) }, CLI_VERSION, {
  environment: process.env, stdout: process.stdout, stderr: process.stderr, clock: SYSTEM_CLOCK, stopping: stop.signal,
}).then((code) => {
  process.exitCode = code;
  // Idle connections would keep the process alive for some seconds.
  process.stdout.write('', () => process.exit());
});
