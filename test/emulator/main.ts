import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildEmulator } from './build-emulator';
import { runOnce, Traffic } from './run';
import { parseOptions, UsageError } from '../../command-line/arguments';
import { runProgram } from '../../command-line/run-program';
import { extractLayer } from '../../simulator/environment/layer';

const ROOT = resolve(__dirname, '../..');
const TRAFFICS: readonly Traffic[] = ['quiet', 'busy'];

const USAGE = `Usage: npm run check:emulator [-- --runs N] [--allow N]

Runs the layer in AWS's own emulator in its Managed Instances mode, quiet and busy. The emulator must not hang, and every line of the
function must reach the stream. The emulator hangs when the extension gets no processor for 100 ms, so the machine must not be busy.

  --runs   the number of runs of each kind; by default 20
  --allow  the number of runs that may fail, for a machine that may be busy; by default 0
  --help   print this text`;

void runProgram({
  name: 'The check with AWS\'s emulator',
  usage: USAGE,
  parse: (args) => {
    const { help, runs, allow } = parseOptions(args, {
      help: { type: 'boolean', short: 'h', default: false },
      runs: { type: 'string', default: '20' },
      allow: { type: 'string', default: '0' },
    }, USAGE);
    return { help, runs: wholeNumber('--runs', runs), allowed: wholeNumber('--allow', allow) };
  },
  run: async ({ runs, allowed }, cleanup) => {
    const built = buildEmulator(join(ROOT, '.cache/emulator'));
    await fill(built.root);
    let failed = 0;
    for (const traffic of TRAFFICS) {
      for (let run = 1; run <= runs; run++) {
        try {
          const { lines } = await runOnce(built, traffic, cleanup);
          console.log(`${traffic} ${run} of ${runs}: all ${lines} lines arrived`);
        } catch (error) {
          failed++;
          console.log(`${traffic} ${run} of ${runs}: ${(error as Error).message}`);
        }
      }
    }
    console.log(`${2 * runs - failed} of ${2 * runs} runs passed`);
    return failed <= allowed ? 0 : 1;
  },
});

function wholeNumber(option: string, given: string): number {
  if (!/^\d+$/.test(given)) throw new UsageError(`${option} must be a whole number, got "${given}"`, USAGE);
  return Number(given);
}

/** Puts the layer and the runtime where they are in an execution environment. */
async function fill(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
  await extractLayer(join(ROOT, 'assets/layer.zip'), join(root, 'opt'));
  for (const folder of ['var/runtime', 'var/task']) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'var/runtime/bootstrap'), `#!/bin/sh\nexec node "${join(__dirname, 'runtime.mjs')}"\n`, { mode: 0o755 });
}
