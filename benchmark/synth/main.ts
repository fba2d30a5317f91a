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
/** attachToAll must take time in proportion to the number of functions: for each of the most at most this often as long as for each of the fewest. */
const GROWTH_BUDGET = 1.5;
const NUMBERS_OF_FUNCTIONS = [1_000, 2_500, 5_000];
/** Functions of all kinds, in stages and nested stacks. */
const MIXED_FUNCTIONS = 3_000;
/** More than for plain functions: L1 functions and images are cheap to synthesize without us. */
const MIXED_BUDGET = 2;
const PARTS = ['ratio', 'growth', 'mixed'];
const CONTESTANTS = ['without', 'with'] as const;

interface Growth {
  readonly attachMs: number;
  readonly synthMs: number;
}

interface Mixed {
  readonly withoutMs: number;
  readonly withMs: number;
  readonly templates: number;
  readonly notOurs: readonly string[];
  readonly unstable: readonly string[];
}

interface Run {
  readonly elapsedMs: number;
  readonly processorMs: number;
}

/** Measures the library's part of a synth, and how attachToAll grows with the number of functions. */
function main(): void {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '11' }, memory: { type: 'string', default: '256' }, only: { type: 'string' } },
  });
  const count = Number(values.runs);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--runs must be a whole number of at least 1, got ${values.runs}`);
  const { only } = values;
  if (only !== undefined && !PARTS.includes(only)) throw new Error(`--only must be one of ${PARTS.join(', ')}, got ${only}`);
  const isAsked = (part: string) => only === undefined || only === part;

  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    compile(folder);
    if (isAsked('ratio')) compareWithout(folder, count, values.memory);
    if (isAsked('growth')) measureGrowth(folder);
    if (isAsked('mixed')) checkMixed(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Synthesizes an app with and without the library, by turns, each time in a new process, so that the load of the machine affects both. */
function compareWithout(folder: string, count: number, memory: string): void {
  const runs: Record<typeof CONTESTANTS[number], Run[]> = { without: [], with: [] };
  for (let turn = 0; turn < count; turn++) {
    // The first one alternates.
    const order = turn % 2 === 0 ? CONTESTANTS : [...CONTESTANTS].reverse();
    for (const contestant of order) runs[contestant].push(runProgram<Run>(folder, 'run', contestant, memory));
  }

  console.log(`${FUNCTIONS_IN_LARGE_APP} functions of ${memory} MB, ${count} runs each, by turns`);
  for (const contestant of CONTESTANTS) {
    console.log(`${contestant.padEnd(8)} ${describe(runs[contestant], 'elapsedMs')}; CPU time: ${describe(runs[contestant], 'processorMs')}`);
  }
  const ratio = (figure: keyof Run) => median(of(runs.with, figure)) / median(of(runs.without, figure));
  console.log(`ratio of the medians: ${ratio('elapsedMs').toFixed(3)}; of CPU time ${ratio('processorMs').toFixed(3)}. Budget: ${BUDGET}`);
  // On a busy machine only the CPU time is reliable.
  if (Math.min(ratio('elapsedMs'), ratio('processorMs')) >= BUDGET) process.exitCode = 1;
}

/** The CPU time for each function must not grow with the number of functions. */
function measureGrowth(folder: string): void {
  const each = NUMBERS_OF_FUNCTIONS.map((functions) => {
    const { attachMs, synthMs } = runProgram<Growth>(folder, 'attach-many', String(functions));
    console.log(`${functions} functions: attachToAll ${attachMs.toFixed(0)} ms of CPU time, ${(attachMs / functions).toFixed(3)} ms each; synth ${synthMs.toFixed(0)} ms, `
      + `${(synthMs / functions).toFixed(2)} ms each`);
    return attachMs / functions;
  });
  const growth = each[each.length - 1] / each[0];
  console.log(`each of ${NUMBERS_OF_FUNCTIONS.at(-1)} functions takes ${growth.toFixed(2)} × as long as each of ${NUMBERS_OF_FUNCTIONS[0]}. Budget: ${GROWTH_BUDGET}`);
  if (growth >= GROWTH_BUDGET) process.exitCode = 1;
}

/** attachToAll of a large app must change nothing that is not ours, and the same in each synth. */
function checkMixed(folder: string): void {
  const { withoutMs, withMs, templates, notOurs, unstable } = runProgram<Mixed>(folder, 'attach-mixed', String(MIXED_FUNCTIONS));
  const ratio = withMs / withoutMs;
  console.log(`${MIXED_FUNCTIONS} functions of all kinds in ${templates} templates: CPU time ${withoutMs.toFixed(0)} ms without, ${withMs.toFixed(0)} ms with attachToAll, `
    + `${ratio.toFixed(2)} × as much. Budget: ${MIXED_BUDGET}`);
  for (const file of notOurs) console.error(`${file} differs from the template without telemetry by more than what is ours`);
  for (const file of unstable) console.error(`${file} differs from one synth to the next`);
  if (notOurs.length + unstable.length > 0 || ratio >= MIXED_BUDGET) process.exitCode = 1;
}

/** Compiles to JavaScript, as the library is published. A TypeScript runner would slow down the creation of stack traces. */
function compile(folder: string): void {
  const library = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join('src', file));
  const compositions = ['large-app', 'many-functions', 'mixed-app', 'mixed-functions', 'templates', 'without-telemetry'].map((name) => `test/compositions/${name}.ts`);
  const programs = ['run', 'attach-many', 'attach-mixed'].map((name) => `benchmark/synth/${name}.ts`);
  buildSync({
    entryPoints: [...library, ...compositions, ...programs],
    absWorkingDir: ROOT, outbase: ROOT, outdir: folder, format: 'cjs', platform: 'node', target: 'es2022', tsconfigRaw: {},
  });
  for (const name of ['assets', 'node_modules', 'examples', 'test/compositions/templates']) symlinkSync(join(ROOT, name), join(folder, name));
}

/** Runs a program of this folder in a new process, with a folder for the templates. @returns what it prints */
function runProgram<T>(folder: string, program: string, ...args: readonly string[]): T {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    return JSON.parse(execFileSync(process.execPath, [join(folder, `benchmark/synth/${program}.js`), outdir, ...args]).toString()) as T;
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
