import { readFileSync } from 'node:fs';
import type { Findings } from './report';

interface Ignored {
  readonly rule: string;
  readonly reason: string;
}

/** What publint and arethetypeswrong say, and why it stays. One that nobody says any more is an error. */
const IGNORED: readonly Ignored[] = [
  {
    rule: 'publint INVALID_REPOSITORY_VALUE repository.url',
    reason: 'jsii copies the address into the packages of all languages, whose registries want one that a browser opens',
  },
  ...['node10', 'node16-cjs', 'node16-esm', 'bundler'].map((resolution) => ({
    rule: `arethetypeswrong NoResolution ./.jsii ${resolution}`,
    reason: 'the assembly is data, which jsii\'s tools resolve and nobody imports',
  })),
];

/** What two linters of packages say of the tarball: do its exports resolve, for everyone, to code and to types that fit it? */
export async function checkPackageRules(tarball: string): Promise<Findings> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const found = [...await publintFinds(bytes), ...await typesFind(bytes)];
  const unknown = found.filter((finding) => !IGNORED.some(({ rule }) => rule === finding));
  const stale = IGNORED.filter(({ rule }) => !found.includes(rule)).map(({ rule }) => `${rule}: is not found any more, remove it from tools/release/package-rules.ts`);
  if (unknown.length + stale.length > 0) throw new Error([...unknown, ...stale].join('\n'));
  return { covered: [`publint and arethetypeswrong, strict: nothing that is not explained (${IGNORED.length} that are)`] };
}

async function publintFinds(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const { publint } = await import('publint');
  const { messages } = await publint({ strict: true, pack: { tarball: bytes.buffer } });
  return messages.map(({ code, path }) => `publint ${code} ${path.join('.')}`);
}

async function typesFind(bytes: Uint8Array): Promise<string[]> {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  if (!analysis.types) throw new Error('arethetypeswrong finds no types in the package');
  return analysis.problems.map((problem) => ['arethetypeswrong', problem.kind,
    ...'entrypoint' in problem ? [problem.entrypoint, problem.resolutionKind] : [JSON.stringify(problem)]].join(' '));
}
