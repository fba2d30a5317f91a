import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractExamples } from './extract';
import type { Example } from './extract';
import { checkGo } from './go';
import { checkJava } from './java';
import { LANGUAGE_NAMES } from './language-pages';
import { packages } from './packages';
import { programsOf } from './programs';
import type { Program } from './programs';
import { checkPython } from './python';
import { LANGUAGES, translate } from './translate';
import type { Language } from './translate';
import { stopAll } from '../../packages/run';

/** Writes the programs into a folder and compiles them against the library. @returns what was done with them */
type Check = (programs: readonly Program[], library: string, folder: string) => Promise<string>;

const MAX_COLUMNS = 150;

const CHECKS: Record<Language, Check> = { python: checkPython, java: checkJava, go: checkGo };

/** Compiles the examples in each language that jsii translates them to, against the packages that are published. */
async function main(): Promise<void> {
  const examples = await extractExamples();
  const { translations, corrections } = translate(examples);
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    const libraries = packages(LANGUAGES, join(folder, 'packages'));
    const passed = await Promise.all(LANGUAGES.map((language) =>
      passes(language, programsOf(language, translations), libraries[language], join(folder, language))));
    const failures = LANGUAGES.filter((_, index) => !passed[index]);
    if (failures.length > 0) throw new Error(`examples fail in ${failures.map((language) => LANGUAGE_NAMES[language]).join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  console.log(`what jsii-rosetta writes was corrected (${corrections.length} kinds):`);
  for (const { language, because, examples: count } of corrections) {
    console.log(`  ${LANGUAGE_NAMES[language]}, ${count} of ${examples.length}: ${because}`);
  }
  console.log(`${examples.length} examples: ${placesIn(examples)}`);
  console.log('not covered: C#, as there is no compiler for it here; the examples of the consumer module, which is for Node.js (test/consumer)');
}

async function passes(language: Language, programs: readonly Program[], library: string, folder: string): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  try {
    const how = await CHECKS[language](programs, library, folder);
    console.log(`${LANGUAGE_NAMES[language]}: ${programs.length} examples, ${how} (${Math.round((performance.now() - start) / 1000)} s)`);
    return true;
  } catch (error) {
    // The command comes first; it names all files.
    const [command, ...said] = (error as Error).message.replaceAll(`${folder}/`, '').split('\n');
    console.error([`${LANGUAGE_NAMES[language]}: ${command.slice(0, MAX_COLUMNS)}`, ...said].join('\n'));
    for (const { name, place } of programs) if (said.some((line) => line.includes(name))) console.error(`${name} is ${place}`);
    return false;
  }
}

function placesIn(examples: readonly Example[]): string {
  const places = examples.map(({ kind, place }) => ({
    page: place, docstring: 'docstrings', assumptions: `what ${place} assumes`, tour: 'the introductions of docs/languages',
  })[kind]);
  return [...new Set(places)].map((place) => `${places.filter((other) => other === place).length} in ${place}`).join(', ');
}

main().catch((error) => {
  console.error((error as Error).message);
  process.exitCode = 1;
}).finally(stopAll);
