import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
import { LAYER, ROOT } from '../../tools/packages/facts';
import { run, stopAll } from '../../tools/packages/run';

/** The slowest first: the others fit beside it. */
const LANGUAGES: readonly Language[] = [PYTHON, GO, JAVA];
/** Each is done by more than one process, and waits for its registry now and then. */
const AT_ONCE = 2;
const MAX_COLUMNS = 400;

interface Outcome {
  readonly language: Language;
  readonly seconds: number;
  readonly lines: readonly string[];
  readonly error?: Error;
}

/** Makes the packages, and works with each as a team of that language would. */
async function main(): Promise<void> {
  const { values: { only, packaged } } = parseArgs({ options: { only: { type: 'string' }, packaged: { type: 'boolean', default: false } } });
  const languages = LANGUAGES.filter(({ name }) => only === undefined || name === only);
  if (languages.length === 0) throw new Error(`--only ${only}: there are ${LANGUAGES.map(({ name }) => name).join(', ')}`);

  const started = Date.now();
  const home = mkdtempSync(join(tmpdir(), 'languages-'));
  try {
    if (!packaged) await makePackages(only);
    const context = commonContext(LANGUAGES.map(({ name }) => name));
    const reference = await synthesizeReference(join(home, 'typescript'), context);
    if (!reference.layer.equals(readFileSync(LAYER))) throw new Error('the layer of the TypeScript app is not assets/layer.zip');
    const outcomes = await inTurn(languages, (language) => tryOut(language, join(home, language.name), context, reference));
    report(outcomes, reference, only, (Date.now() - started) / 1000);
  } finally {
    stopAll();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
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
    lines.push(`${await language.versions(app)}`, `${synthesized.stacks.join(', ')}: templates, assets and order of deployment are those of TypeScript; the layer is assets/layer.zip`);
    lines.push(...await language.test(app));
    lines.push('a wrong prefix, as the developer sees it:', ...excerpt(await app.synthesizeMistyped(context)).map((line) => `  ${line}`));
  } catch (thrown) {
    error = thrown as Error;
  }
  return { language, seconds: (Date.now() - started) / 1000, lines, error };
}

function compare(reference: Synthesized, synthesized: Synthesized): void {
  const found = differences(reference.documents, synthesized.documents);
  if (found.length > 0) throw new Error(`what was synthesized is not what TypeScript synthesizes:\n${describeDifferences(found)}`);
  if (!synthesized.layer.equals(readFileSync(LAYER))) throw new Error('the layer that was staged is not assets/layer.zip');
}

/** The first line that says it, and the last one: a stack trace may say it more often. */
function excerpt(output: string): string[] {
  const lines = output.trimEnd().split('\n');
  const said = [...lines.keys()].filter((index) => lines[index].includes(EXPECTED_MESSAGE));
  return [...new Set([said[0], said.at(-1)!])].map((index) => `line ${index + 1} of ${lines.length}: ${lines[index].trim().slice(0, MAX_COLUMNS)}`);
}

/** Some at once, the rest when one of these has ended. */
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
  console.log(`\n${Object.keys(documents).length} documents of each app were compared as JSON. Left out: the schema's version in *.assets.json, which follows aws-cdk-lib. Version reporting, which names the language, was off.`);
  console.log(`covered: ${outcomes.filter(({ error }) => !error).map(({ language }) => language.label).join(', ') || 'nothing'}, on Node.js ${process.version}, in ${seconds.toFixed(0)} s.`);
  console.log(`not covered: ${only === undefined ? '' : `what --only ${only} leaves out; `}.NET has no app here (npm run package generates and checks its code); nothing is deployed (npm run test:deploy)`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
