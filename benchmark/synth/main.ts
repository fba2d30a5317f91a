import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { FUNCTIONS_IN_LARGE_APP } from '../../test/compositions/large-app';
import { median } from '../results/quartiles';

const ROOT = resolve(__dirname, '../..');
const BUDGET = 1.25;
const CONTESTANTS = ['without', 'with'] as const;

interface Run {
  readonly elapsedMs: number;
  readonly processorMs: number;
}

/** Synthesizes an app with and without the library, by turns, each time in a new process, so that the load of the machine affects both. */
function main(): void {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' }, memory: { type: 'string', default: '256' } } });
  const count = Number(values.runs);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--runs must be a whole number of at least 1, got ${values.runs}`);

  const runs: Record<typeof CONTESTANTS[number], Run[]> = { without: [], with: [] };
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    const program = compile(folder);
    for (let turn = 0; turn < count; turn++) {
      // The first one alternates.
      const order = turn % 2 === 0 ? CONTESTANTS : [...CONTESTANTS].reverse();
      for (const contestant of order) runs[contestant].push(synthesize(program, contestant, values.memory));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  console.log(`${FUNCTIONS_IN_LARGE_APP} functions of ${values.memory} MB, ${count} runs each, by turns`);
  for (const contestant of CONTESTANTS) {
    console.log(`${contestant.padEnd(8)} ${describe(runs[contestant], 'elapsedMs')}; CPU time: ${describe(runs[contestant], 'processorMs')}`);
  }
  const ratio = (figure: keyof Run) => median(of(runs.with, figure)) / median(of(runs.without, figure));
  console.log(`ratio of the medians: ${ratio('elapsedMs').toFixed(3)}; of CPU time ${ratio('processorMs').toFixed(3)}. Budget: ${BUDGET}`);
  // On a busy machine only the CPU time is reliable.
  if (Math.min(ratio('elapsedMs'), ratio('processorMs')) >= BUDGET) process.exitCode = 1;
}

/** Compiles to JavaScript, as the library is published. A TypeScript runner would slow down the creation of stack traces. */
function compile(folder: string): string {
  const library = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join('src', file));
  buildSync({
    entryPoints: [...library, 'test/compositions/large-app.ts', 'benchmark/synth/run.ts'],
    absWorkingDir: ROOT, outbase: ROOT, outdir: folder, format: 'cjs', platform: 'node', target: 'es2022', tsconfigRaw: {},
  });
  for (const name of ['assets', 'node_modules', 'examples']) symlinkSync(join(ROOT, name), join(folder, name));
  return join(folder, 'benchmark/synth/run.js');
}

function synthesize(program: string, contestant: string, memorySize: string): Run {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    return JSON.parse(execFileSync(process.execPath, [program, outdir, contestant, memorySize]).toString()) as Run;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function of(runs: readonly Run[], figure: keyof Run): number[] {
  return runs.map((run) => run[figure]);
}

function describe(runs: readonly Run[], figure: keyof Run): string {
  const values = of(runs, figure);
  return `median ${median(values).toFixed(0)} ms, from ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;
}

main();
