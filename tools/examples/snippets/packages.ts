import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { ROOT } from './extract';
import type { Language } from './translate';

const DIST = join(ROOT, 'dist');
/** The package in npm's form, which each of the others has inside. */
const INSIDE = /cdk-kinesis-telemetry-extension[@-][^/]*\.tgz$/;
const PACKAGE: Record<Language, RegExp> = { python: /\.whl$/, java: /\/cdk-kinesis-telemetry-extension-[\d.]+\.jar$/, go: /\/go\.mod$/ };

/** Puts each package where its language's compiler can take it from. @returns the places */
export function packages(languages: readonly Language[], folder: string): Record<Language, string> {
  const stale = languages.filter((language) => !isCurrent(language));
  if (stale.length > 0) {
    console.log(`dist/ has no current package for ${stale.join(', ')}: npm run package`);
    execFileSync('npm', ['run', '--silent', 'package'], { cwd: ROOT, stdio: 'inherit' });
    const missing = stale.filter((language) => !isCurrent(language));
    if (missing.length > 0) throw new Error(`npm run package has made none for ${missing.join(', ')}`);
  }
  return Object.fromEntries(languages.map((language) => [language, unpacked(language, join(folder, language))])) as Record<Language, string>;
}

/** Was it made from what is compiled now? */
function isCurrent(language: Language): boolean {
  const file = find(language);
  const inside = file === undefined ? undefined : tarballIn(language, file);
  if (inside === undefined) return false;
  const assembly = execFileSync('tar', ['-xzO', 'package/.jsii'], { input: inside, maxBuffer: 1e9 });
  return assembly.equals(readFileSync(join(ROOT, '.jsii')));
}

function find(language: Language): string | undefined {
  const home = join(DIST, language);
  if (!existsSync(home)) return undefined;
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).map((file) => join(home, file)).find((file) => PACKAGE[language].test(file));
}

function tarballIn(language: Language, file: string): Uint8Array | undefined {
  if (language === 'go') {
    const home = join(dirname(file), 'jsii');
    const tarball = existsSync(home) ? readdirSync(home).find((name) => INSIDE.test(name)) : undefined;
    return tarball === undefined ? undefined : readFileSync(join(home, tarball));
  }
  return Object.values(unzipSync(readFileSync(file), { filter: ({ name }) => INSIDE.test(name) }))[0];
}

/** Copies what is in dist, as nothing may change it. */
function unpacked(language: Language, folder: string): string {
  const file = find(language)!;
  mkdirSync(folder, { recursive: true });
  switch (language) {
    case 'go':
      cpSync(dirname(file), folder, { recursive: true });
      return folder;
    case 'java':
      return file;
    case 'python':
      for (const [name, content] of Object.entries(unzipSync(readFileSync(file)))) {
        if (name.endsWith('/')) continue;
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      return folder;
  }
}
