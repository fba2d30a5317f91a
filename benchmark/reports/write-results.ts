import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { JsonReport, toJsonText } from './json-report';
import { patternsTable } from './patterns-table';
import { plots } from './plots';
import { renderSvg } from './plots/render';
import { selectionTable } from './selection-table';
import { mainResultOf } from './side-by-side';
import { summaryOf, toMarkdown } from './summary-table';
import { withSection } from './written-section';
import type { BenchmarkResult } from '../results/results';

const FOLDER = resolve(__dirname, '../../docs/benchmarks');

const PAGE = join(FOLDER, 'README.md');

/** Writes results.json, the plots, and the summary and the table of traffic patterns into the page about them. */
export async function writeResults(result: BenchmarkResult, report: JsonReport, folder: string = FOLDER): Promise<void> {
  await mkdir(folder, { recursive: true });
  const page = withSection(await readFile(PAGE, 'utf8'), 'summary', toMarkdown(summaryOf(result)));
  const withPatterns = withSection(page, 'traffic patterns', patternsTable(mainResultOf(result).result.patterns));
  await writeFile(join(folder, 'README.md'), withSection(withPatterns, 'selection', selectionTable(result)));
  await writeFile(join(folder, 'results.json'), `${toJsonText(report, 1)}\n`);
  for (const [name, specification] of plots(result)) {
    await writeFile(join(folder, name), await renderSvg(specification));
  }
}
