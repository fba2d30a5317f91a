import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPackages } from './check-packages';
import { DIST, LAYER, ROOT, readFacts } from './facts';
import { completeGoModule } from './go-module';
import { runPacmak } from './pacmak';
import { stopAll } from './run';
import { LABELS, TARGETS, planFor } from './targets';
import type { Target } from './targets';

/** Makes the package of every language in dist/, as a release would publish them, and looks at what is in each. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const targets = chosen(values.only ?? []);
  const facts = readFacts();
  compiled();

  const plan = planFor(targets);
  for (const target of targets) rmSync(join(DIST, target), { recursive: true, force: true });
    const codeOnly = targets.filter((target) => target === 'go' || plan.generate.has(target));
    // One run for all that it builds: they share one `npm pack`.
    await Promise.all([
      runPacmak(targets.filter((target) => !codeOnly.includes(target)), { codeOnly: false, outdir: DIST }),
      runPacmak(codeOnly, { codeOnly: true, outdir: DIST }).then(() => plan.build.includes('go') ? completeGoModule() : undefined),
    ]);

  const checked = checkPackages(targets, [...plan.generate.keys()], facts);
  for (const { name, bytes, limit } of checked) console.log(`${kib(bytes).padStart(9)} of ${kib(limit).padStart(9)} at most  dist/${name}`);
  console.log(`built: ${plan.build.map((target) => LABELS[target]).join(', ')}. Names, versions, licences, readmes, links are right; the layer is in each once.`);
  for (const [target, reason] of plan.generate) console.log(`${LABELS[target]}: its code is generated and checked, but not compiled here, as ${reason}`);
}

/** npm is part of each of the others. */
function chosen(only: readonly string[]): Target[] {
  const unknown = only.filter((target) => !(TARGETS as readonly string[]).includes(target));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: there are ${TARGETS.join(', ')}`);
  return TARGETS.filter((target) => only.length === 0 || target === 'js' || only.includes(target));
}

function compiled(): void {
  const assembly = join(ROOT, '.jsii');
  if (!existsSync(assembly) || !existsSync(LAYER)) throw new Error('the library is not compiled: npx projen pre-compile && npx projen compile');
  const { version, readme } = JSON.parse(readFileSync(assembly, 'utf8')) as { version: string; readme: { markdown: string } };
  if (version !== readFacts().version || readme.markdown !== readFileSync(join(ROOT, 'README.md'), 'utf8')) {
    throw new Error('package.json or README.md is newer than the assembly: npx projen compile');
  }
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
}).finally(stopAll);
