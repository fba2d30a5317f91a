import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { LanguageTablet } from 'jsii-rosetta';
import type { TranslatedSnippet } from 'jsii-rosetta';

export const ROOT = resolve(__dirname, '../../..');
/** What the hand-written part of each language's page shows, in TypeScript. */
export const TOUR = 'tools/examples/snippets/introductions/tour.ts';

/** Where a fixture of jsii-rosetta takes the example in. */
const HERE = /^\{\n +\/\/\/ here\n\}\n/m;

type Assembly = Record<string, unknown> & { readonly name: string; readonly readme: { readonly markdown: string } };

/** A TypeScript example, compiled and translated by jsii-rosetta. */
export interface Example {
  /** `README.md`, `docs/….md`, or the API that its docstring is about */
  readonly place: string;
  /** what the examples of a page use without saying where it is from is an example of its own: it comes first on translated pages */
  readonly kind: 'page' | 'assumptions' | 'docstring' | 'tour';
  /** line of its page */
  readonly line: number;
  readonly snippet: TranslatedSnippet;
}

interface Page {
  readonly place: string;
  readonly kind: 'page' | 'tour';
  readonly markdown: string;
  readonly fixture?: string;
}

/** Compiles what README.md, docs/ and the docstrings show in TypeScript, strictly, and translates it. */
export async function extractExamples(): Promise<Example[]> {
  const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as Assembly;
  if (assembly.readme.markdown !== read('README.md')) throw new Error('README.md is newer than the assembly: npx projen compile');
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    const pages = new Map([...docsPages(), tour()].map((page) => [moduleName(page), page]));
    const tablet = join(folder, 'tablet.json');
    const homes = [...pages.values()].map((page) => writeAssembly(page, assembly, folder));
    execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-rosetta'),
      ['extract', '--strict', '--batch', '--directory', ROOT, '--cache-to', tablet, ROOT, ...homes],
      { cwd: ROOT, stdio: ['ignore', 'inherit', 'pipe'] });
    const { translatedSnippets } = await LanguageTablet.fromFile(tablet);
    pages.set(assembly.name, { place: 'README.md', kind: 'page', markdown: assembly.readme.markdown });
    return translatedSnippets.map((snippet) => exampleOf(snippet, pages)).sort(byPlace);
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    if (stderr) process.stderr.write(stderr);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    // What jsii-rosetta leaves for jsii-pacmak.
    rmSync(join(ROOT, '.jsii.tabl.json'), { force: true });
  }
}

function exampleOf(snippet: TranslatedSnippet, pages: ReadonlyMap<string, Page>): Example {
  const { api, field } = snippet.snippet.location;
  if (api.api === 'file') throw new Error(`${api.fileName} is no assembly`);
  if (api.api !== 'moduleReadme') return { place: apiName(api), kind: 'docstring', line: 0, snippet };
  const page = pages.get(api.moduleFqn)!;
  const line = field?.field === 'markdown' ? field.line : 0;
  const isAssumption = line > page.markdown.split('\n').length;
  return { place: page.place, kind: isAssumption ? 'assumptions' : page.kind, line, snippet };
}

function byPlace(a: Example, b: Example): number {
  return a.place === b.place ? a.line - b.line : a.place < b.place ? -1 : 1;
}

function apiName({ fqn, memberName }: { fqn: string; memberName?: string }): string {
  return [fqn.split('.').slice(1).join('.'), memberName].filter(Boolean).join('.');
}

function docsPages(): Page[] {
  return readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => {
    const fixture = `rosetta/${basename(file, '.md')}.ts-fixture`;
    return {
      place: `docs/${file}`,
      kind: 'page',
      markdown: withoutNodeOnly(read(`docs/${file}`)),
      fixture: existsSync(join(ROOT, fixture)) ? read(fixture) : undefined,
    };
  });
}

function tour(): Page {
  return { place: TOUR, kind: 'tour', markdown: `\`\`\`ts\n${read(TOUR)}\`\`\`\n` };
}

/** The consumer module is for Node.js, and nothing to translate. Its examples are compiled in test/consumer. */
function withoutNodeOnly(markdown: string): string {
  return markdown.replace(/^```ts(?=\n((?!^```).*\n)*?.*cdk-kinesis-telemetry-extension\/consumer)/gm, '```js');
}

/** jsii-rosetta reads assemblies: a page becomes the README of one that has nothing else. */
function writeAssembly(page: Page, { types: _, submodules: __, ...assembly }: Assembly, folder: string): string {
  const name = moduleName(page);
  const home = join(folder, name);
  mkdirSync(home);
  const assumptions = page.fixture === undefined ? '' : `\n\n\n\`\`\`ts nofixture\n${page.fixture.replace(HERE, '')}\`\`\`\n`;
  writeFileSync(join(home, '.jsii'), JSON.stringify({ ...assembly, name, readme: { markdown: page.markdown + assumptions }, types: {} }));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '0.0.0', jsii: {} }));
  if (page.fixture !== undefined) {
    if (!HERE.test(page.fixture)) throw new Error(`the fixture of ${page.place} does not say where the example is`);
    mkdirSync(join(home, 'rosetta'));
    writeFileSync(join(home, 'rosetta', 'default.ts-fixture'), page.fixture);
  }
  return home;
}

function moduleName({ place }: Page): string {
  return place.replace(/\.(md|ts)$/, '').replace(/\W+/g, '-');
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
