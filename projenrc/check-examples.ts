import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
/** Its TypeScript is compiled in test/consumer, its Python run by check-python-snippet.ts. */
const TESTED_ELSEWHERE = 'consuming.md';

type Assembly = Record<string, unknown> & { readonly readme: { readonly markdown: string } };
type Snippets = Record<string, { readonly location: { readonly api: Record<string, string> } }>;

/** Compiles what README.md, docs/ and the docstrings show in TypeScript; those who read it in another language read its translation. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as Assembly;
    if (assembly.readme.markdown !== readFileSync(join(ROOT, 'README.md'), 'utf8')) throw new Error('README.md is newer than the assembly: npx projen compile');
    const pages = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md') && file !== TESTED_ELSEWHERE);

    const places = placesOf(extract([ROOT], folder));
    const inDocs = placesOf(extract(pages.map((page) => asAssembly(page, assembly, folder)), folder)).length;
    const inReadme = places.filter((place) => place === 'moduleReadme').length;
    if (inReadme === 0 || inDocs === 0) throw new Error('README.md and docs/ show no TypeScript');
    console.log(`examples compile: ${inReadme} in README.md, ${places.length - inReadme} in docstrings, ${inDocs} in docs`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    // What jsii-rosetta leaves for jsii-pacmak.
    rmSync(join(ROOT, '.jsii.tabl.json'), { force: true });
  }
}

/** @returns what jsii-rosetta has found and compiled */
function extract(assemblies: readonly string[], folder: string): Snippets {
  const tablet = join(folder, 'tablet.json');
  rmSync(tablet, { force: true });
  execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-rosetta'), ['extract', '--strict', '--directory', ROOT, '--cache-to', tablet, ...assemblies],
    { cwd: ROOT, stdio: 'inherit' });
  return (JSON.parse(readFileSync(tablet, 'utf8')) as { snippets: Snippets }).snippets;
}

/** jsii-rosetta reads assemblies: a page becomes the README of one that has nothing else. */
function asAssembly(page: string, { types: _, submodules: __, ...assembly }: Assembly, folder: string): string {
  const name = `docs-${basename(page, '.md')}`;
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, '.jsii'), JSON.stringify({ ...assembly, name, readme: { markdown: readFileSync(join(ROOT, 'docs', page), 'utf8') }, types: {} }));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '0.0.0', jsii: {} }));
  // What its examples use without saying where it is from, if there is any such thing.
  const fixture = join(ROOT, 'rosetta', `${basename(page, '.md')}.ts-fixture`);
  if (existsSync(fixture)) {
    mkdirSync(join(home, 'rosetta'));
    cpSync(fixture, join(home, 'rosetta', 'default.ts-fixture'));
  }
  return home;
}

function placesOf(snippets: Snippets): string[] {
  return Object.values(snippets).map(({ location: { api } }) => api.api);
}

main();
