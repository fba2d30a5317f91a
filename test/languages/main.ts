import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCloudAssembly } from './cloud-assembly';
import type { Synthesized } from './cloud-assembly';
import { describeDifferences, differences } from './differences';
import { EXPECTED_MESSAGE, commonContext } from './example-app';
import type { Context } from './example-app';
import { GO } from './go';
import { JAVA } from './java';
import type { Language } from './language';
import { PYTHON } from './python';
import { synthesizeReference } from './reference';
import { LAYER, ROOT } from '../../tools/project';
import { run } from '../../tools/run';

/** The slowest is first: the others run while it runs. */
const LANGUAGES: readonly Language[] = [PYTHON, GO, JAVA];
/** Each runs several processes, and waits for its registry. */
const AT_ONCE = 2;
const MAX_COLUMNS = 400;

interface Outcome {
  readonly language: Language;
  readonly seconds: number;
  readonly lines: readonly string[];
  readonly error?: Error;
}

/** Builds the packages, and uses each as a team does. */
async function main(): Promise<void> {
  const { values: { only, packaged } } = parseArgs({ options: { only: { type: 'string' }, packaged: { type: 'boolean', default: false } } });
  const languages = LANGUAGES.filter(({ name }) => only === undefined || name === only);
  if (languages.length === 0) throw new Error(`--only must be one of ${LANGUAGES.map(({ name }) => name).join(', ')}, got ${only}`);

  const started = Date.now();
  const home = mkdtempSync(join(tmpdir(), 'languages-'));
  try {
    inTemporaryFolder(join(home, 'tmp'));
    if (!packaged) await makePackages(only);
    const context = commonContext(LANGUAGES.map(({ name }) => name));
    const reference = await synthesizeReference(join(home, 'typescript'), context);
    if (!reference.layer.equals(readFileSync(LAYER))) throw new Error('the layer of the TypeScript app differs from assets/layer.zip');
    const outcomes = await inTurn(languages, (language) => tryOut(language, join(home, language.name), context, reference));
    report(outcomes, reference, only, (Date.now() - started) / 1000);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Apps in tests have no folder for their output: CDK makes one for each, which nobody removes. All processes inherit the variable. */
function inTemporaryFolder(folder: string): void {
  mkdirSync(folder);
  process.env.TMPDIR = folder;
}

async function makePackages(only: string | undefined): Promise<void> {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  process.stdout.write(await run(tsx, [join(ROOT, 'tools/packages/main.ts'), ...only === undefined ? [] : ['--only', only]], { cwd: ROOT }));
}

async function tryOut(language: Language, home: string, context: Context, reference: Synthesized): Promise<Outcome> {
  const started = Date.now();
  const lines: string[] = [];
  let error: Error | undefined;
  try {
    const app = await language.prepare(home);
    const synthesized = readCloudAssembly(await app.synthesize(context));
    compare(reference, synthesized);
    lines.push(`${await language.versions(app)}`, `${synthesized.stacks.join(', ')}: templates, assets and order of deployment equal those of TypeScript; the layer is assets/layer.zip`);
    lines.push(...await language.test(app));
    lines.push('a wrong prefix, as the developer sees it:', ...excerpt(await app.synthesizeMistyped(context)).map((line) => `  ${line}`));
  } catch (thrown) {
    error = thrown as Error;
  }
  return { language, seconds: (Date.now() - started) / 1000, lines, error };
}

function compare(reference: Synthesized, synthesized: Synthesized): void {
  const found = differences(reference.documents, synthesized.documents);
  if (found.length > 0) throw new Error(`the templates differ from those of TypeScript:\n${describeDifferences(found)}`);
  if (!synthesized.layer.equals(readFileSync(LAYER))) throw new Error('the layer differs from assets/layer.zip');
}

/** The first and the last line with the message: a stack trace may repeat it. */
function excerpt(output: string): string[] {
  const lines = output.trimEnd().split('\n');
  const found = [...lines.keys()].filter((index) => lines[index].includes(EXPECTED_MESSAGE));
  return [...new Set([found[0], found.at(-1)!])].map((index) => `line ${index + 1} of ${lines.length}: ${lines[index].trim().slice(0, MAX_COLUMNS)}`);
}

/** Runs AT_ONCE languages at the same time. */
async function inTurn(languages: readonly Language[], each: (language: Language) => Promise<Outcome>): Promise<Outcome[]> {
  const waiting = [...languages];
  const outcomes: Outcome[] = [];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let language = waiting.shift(); language; language = waiting.shift()) outcomes.push(await each(language));
  }));
  return outcomes;
}

function report(outcomes: readonly Outcome[], { documents }: Synthesized, only: string | undefined, seconds: number): void {
  for (const { language, lines, error, seconds: took } of outcomes) {
    console.log(`\n${language.label}, ${took.toFixed(0)} s`);
    for (const line of lines) console.log(`  ${line}`);
    if (error) console.error(`  FAILED: ${error.message}`);
  }
  const failed = outcomes.filter(({ error }) => error).map(({ language }) => language.label);
  console.log(`\n${Object.keys(documents).length} documents of each app were compared as JSON, without the schema version in *.assets.json, which depends on aws-cdk-lib. Version reporting is off: it names the language.`);
  console.log(`covered: ${outcomes.filter(({ error }) => !error).map(({ language }) => language.label).join(', ') || 'nothing'}, on Node.js ${process.version}, in ${seconds.toFixed(0)} s.`);
  console.log(`not covered: ${only === undefined ? '' : `the languages other than ${only}; `}.NET has no example app (npm run package checks its code); no app is deployed (npm run test:deploy deploys one)`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
