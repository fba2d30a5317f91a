import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, extractExamples } from './snippets/extract';
import type { Example } from './snippets/extract';
import { languagePages } from './snippets/language-pages';
import { translate } from './snippets/translate';

/** Compiles what README.md, docs/ and the docstrings show in TypeScript; those who read it in another language read docs/languages. */
async function main(): Promise<void> {
  const examples = await extractExamples();
  const count = (filter: (example: Example) => boolean) => examples.filter(filter).length;
  const inReadme = count(({ place }) => place === 'README.md');
  const inDocs = count(({ kind, place }) => kind === 'page' && place !== 'README.md');
  if (inReadme === 0 || inDocs === 0) throw new Error('README.md and docs/ show no TypeScript');

  for (const [path, page] of languagePages(translate(examples).translations)) {
    const file = join(ROOT, path);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== page) throw new Error(`${path} is out of date: npm run docs:languages`);
  }
  console.log(`examples compile: ${inReadme} in README.md, ${count(({ kind }) => kind === 'docstring')} in docstrings, ${inDocs} in docs; docs/languages is up to date`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
