import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FUNCTIONS_IN_LARGE_APP } from '../../test/compositions/large-app';
import { median } from '../median';

const ROOT = resolve(__dirname, '../..');
const BUDGET = 1.25;
const CONTESTANTS = ['without', 'with'] as const;
type Contestant = typeof CONTESTANTS[number];

/** The same app with us and without, by turns, each time in a fresh process: what happens to the machine happens to both. */
function main(): void {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs must be a whole number from 1 on, got ${values.runs}`);

  const times: Record<Contestant, number[]> = { without: [], with: [] };
  for (let run = 0; run < runs; run++) {
    // Who begins changes, too.
    for (const contestant of run % 2 === 0 ? CONTESTANTS : [...CONTESTANTS].reverse()) times[contestant].push(synthesize(contestant));
  }

  for (const contestant of CONTESTANTS) console.log(`${contestant.padEnd(8)} ${describe(times[contestant])}`);
  const ratio = median(times.with) / median(times.without);
  console.log(`${FUNCTIONS_IN_LARGE_APP} functions, ${runs} runs each: ratio of the medians ${ratio.toFixed(3)}, budget ${BUDGET}`);
  if (ratio >= BUDGET) process.exitCode = 1;
}

function synthesize(contestant: Contestant): number {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
    const printed = execFileSync(tsx, ['--tsconfig', 'tsconfig.dev.json', 'benchmark/synth/run.ts', outdir, contestant], { cwd: ROOT });
    return Number(printed.toString());
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function describe(times: readonly number[]): string {
  return `median ${median(times).toFixed(0)} ms, from ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms`;
}

main();
