import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { JsonReport, toJsonText } from './json-report';
import { plots } from './plots';
import { renderSvg } from './plots/render';
import type { BenchmarkResult } from '../results/results';

const FOLDER = resolve(__dirname, '../../docs/benchmarks');

/** Writes results.json and the plots of Node.js 22, the runtime of the budgets. */
export async function writeResults(result: BenchmarkResult, report: JsonReport, folder: string = FOLDER): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.json'), `${toJsonText(report, 1)}\n`);
  for (const [name, specification] of plots(result.runtimes.get('nodejs22.x')!)) {
    await writeFile(join(folder, name), await renderSvg(specification));
  }
}
