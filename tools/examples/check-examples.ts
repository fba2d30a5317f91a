import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

type Assembly = Record<string, unknown> & { readonly name: string; readonly readme: { readonly markdown: string } };

/** Compiles the TypeScript examples of README.md, the docstrings and docs/ with jsii-rosetta, strictly. */
function main(): void {
  const library = JSON.parse(read('.jsii')) as Assembly;
  if (library.readme.markdown !== read('README.md')) throw new Error('README.md is newer than the assembly: npx projen compile');
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    const pages = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md')).map((file) => assemblyOfPage(basename(file, '.md'), library));
    const homes = [library, ...pages].map((assembly) => write(assembly, folder));
    const tablet = join(folder, 'tablet.json');
    const { status } = spawnSync(join(ROOT, 'node_modules/.bin/jsii-rosetta'), ['extract', '--strict', '--batch', '--directory', ROOT, '--cache-to', tablet, ...homes], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
    if (status !== 0) return;
    const { snippets } = JSON.parse(readFileSync(tablet, 'utf8')) as { snippets: object };
    console.log(`${Object.keys(snippets).length} examples compile`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** jsii-rosetta reads assemblies only: a page becomes the README of an assembly without types. */
function assemblyOfPage(name: string, { types: _, submodules: __, ...library }: Assembly): Assembly {
  // The consumer module exists for Node.js only. Its examples are compiled in test/consumer.
  const markdown = read(`docs/${name}.md`).replace(/^```ts(?=\n((?!^```).*\n)*?.*cdk-kinesis-telemetry-extension\/consumer)/gm, '```js');
  return { ...library, name, readme: { markdown }, types: {} };
}

/** @returns the folder of the assembly, with the page's fixture if it has one */
function write(assembly: Assembly, folder: string): string {
  const home = join(folder, assembly.name);
  const fixture = join(ROOT, 'rosetta', `${assembly.name}.ts-fixture`);
  mkdirSync(join(home, 'rosetta'), { recursive: true });
  writeFileSync(join(home, '.jsii'), JSON.stringify(assembly));
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: assembly.name, version: '0.0.0', jsii: {} }));
  if (existsSync(fixture)) writeFileSync(join(home, 'rosetta/default.ts-fixture'), readFileSync(fixture));
  return home;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

main();
