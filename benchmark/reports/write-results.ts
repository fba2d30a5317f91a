import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { JsonReport, toJsonText } from './json-report';
import { withPatternsTable } from './patterns-table';
import { plots } from './plots';
import { renderSvg } from './plots/render';
import type { BenchmarkResult } from '../results/results';

const FOLDER = resolve(__dirname, '../../docs/benchmarks');

const PAGE = join(FOLDER, 'README.md');

/** Writes results.json, and the plots and the table of traffic patterns of Node.js 22, the runtime of the budgets. */
export async function writeResults(result: BenchmarkResult, report: JsonReport, folder: string = FOLDER): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'README.md'), withPatternsTable(await readFile(PAGE, 'utf8'), result.runtimes.get('nodejs22.x')!.patterns));
  await writeFile(join(folder, 'results.json'), `${toJsonText(report, 1)}\n`);
  for (const [name, specification] of plots(result.runtimes.get('nodejs22.x')!)) {
    await writeFile(join(folder, name), await renderSvg(specification));
  }
}
