import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

/** Compiles what README.md and the docstrings show in TypeScript; those who read it in another language read its translation. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  try {
    const tablet = join(folder, 'tablet.json');
    execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-rosetta'), ['extract', '--strict', '--cache-to', tablet, ROOT], { cwd: ROOT, stdio: 'inherit' });
    const { readme } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { readme: { markdown: string } };
    if (readme.markdown !== readFileSync(join(ROOT, 'README.md'), 'utf8')) throw new Error('README.md is newer than the assembly: npx projen compile');
    const { snippets } = JSON.parse(readFileSync(tablet, 'utf8')) as { snippets: Record<string, { location: { api: Record<string, string> } }> };
    const places = Object.values(snippets).map(({ location: { api } }) => api.api === 'moduleReadme' ? 'README.md' : `${api.fqn}.${api.memberName ?? ''}`);
    if (!places.includes('README.md')) throw new Error('README.md shows no TypeScript');
    const inReadme = places.filter((place) => place === 'README.md').length;
    console.log(`${inReadme} examples in README.md and ${places.length - inReadme} in docstrings compile`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    // What jsii-rosetta leaves for jsii-pacmak.
    rmSync(join(ROOT, '.jsii.tabl.json'), { force: true });
  }
}

main();
