import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, extractExamples } from './extract';
import { FOLDER, languagePages } from './language-pages';
import { translate } from './translate';

/** Writes docs/languages anew. */
async function main(): Promise<void> {
  const pages = languagePages(translate(await extractExamples()).translations);
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  for (const [path, page] of pages) writeFileSync(join(ROOT, path), page);
  console.log(`written: ${[...pages.keys()].join(', ')}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
