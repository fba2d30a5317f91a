import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** A program that does what its first argument says. */
const SCRIPT = `
const { parseOptions } = require('./command-line/arguments');
const { runProgram } = require('./command-line/run-program');
void runProgram({
  name: 'The program',
  usage: 'Usage: program --do WHAT',
  parse: (args) => parseOptions(args, { do: { type: 'string' }, help: { type: 'boolean', default: false } }, 'Usage: program --do WHAT'),
  timeLimitMs: process.argv.includes('hang') || process.argv.includes('keep') ? 200 : undefined,
  afterwards: ({ do: what }) => what === 'keep' ? new Promise((resolve) => setTimeout(resolve, 400)).then(() => console.log('kept')) : undefined,
  run: async (args, cleanup) => {
    cleanup.add(async () => console.log('cleaned up'));
    if (args.do === 'fail') throw new Error('no Kinesis');
    if (args.do === 'wait') process.kill(process.pid, 'SIGTERM');
    if (args.do !== 'return' && args.do !== 'keep') await new Promise((resolve) => setTimeout(resolve, 60_000));
    return 3;
  },
});
`;

async function run(...args: string[]) {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', SCRIPT, '--', 'program', ...args], { cwd: resolve(__dirname, '../..') });
  const [output, errors, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { output, errors, exitCode };
}

test.each([
  ['returns the exit code', ['--do', 'return'], { output: 'cleaned up\n', errors: '', exitCode: 3 }],
  ['waits for what comes afterwards, beyond the time limit', ['--do', 'keep'], { output: 'kept\ncleaned up\n', errors: '', exitCode: 3 }],
  ['prints the usage', ['--help'], { output: 'Usage: program --do WHAT\n', errors: '', exitCode: 0 }],
  ['prints an unexpected error', ['--do', 'fail'], { output: 'cleaned up\n', errors: '\nThe program failed: no Kinesis\n', exitCode: 1 }],
  ['ends on a signal', ['--do', 'wait'], { output: 'cleaned up\n', errors: '\nThe program was terminated.\n', exitCode: 143 }],
  ['ends after its time limit', ['--do', 'hang'], { output: 'cleaned up\n', errors: '\nThe program timed out after 0.2 s.\n', exitCode: 1 }],
])('%s, and cleans up', async (_, args, expected) => {
  expect(await run(...args)).toEqual(expected);
});

test('prints the usage after an invalid argument', async () => {
  expect(await run('--dp')).toMatchObject({ errors: expect.stringMatching(/^\nUnknown option '--dp'[^]*\n\nUsage: program --do WHAT\n$/), exitCode: 1 });
});
