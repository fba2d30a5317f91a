import { dirname } from 'node:path';
import { licencesIn } from './crate-licences';
import type { Crate } from './crate-licences';
import type { HostTarget } from './targets';
import { CRATE } from './toolchain';
import { run } from '../run';

/** What `cargo metadata` prints. https://doc.rust-lang.org/cargo/commands/cargo-metadata.html */
export interface Metadata {
  readonly packages: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly license: string | null;
    /** null for a crate of this repository */
    readonly source: string | null;
    readonly manifest_path: string;
    readonly targets: ReadonlyArray<{ readonly kind: readonly string[] }>;
  }>;
  readonly resolve: {
    readonly root: string;
    readonly nodes: ReadonlyArray<{
      readonly id: string;
      readonly deps: ReadonlyArray<{ readonly pkg: string; readonly dep_kinds: ReadonlyArray<{ readonly kind: 'dev' | 'build' | null }> }>;
    }>;
  };
}

/** The crates in the native host for these targets, sorted by name. */
export async function cratesOf(targets: readonly HostTarget[]): Promise<Crate[]> {
  if (targets.length === 0) return [];
  const platforms = targets.flatMap(({ triple }) => ['--filter-platform', triple]);
  const printed = await run('cargo', ['metadata', '--quiet', '--locked', '--format-version', '1', ...platforms], { cwd: CRATE });
  return cratesIn(JSON.parse(printed) as Metadata);
}

/** The crates of others that the root needs when it runs: neither those of build scripts and tests, nor macros, which run in the compiler. */
export function cratesIn({ packages, resolve: { root, nodes } }: Metadata): Crate[] {
  const packageOf = new Map(packages.map((each) => [each.id, each]));
  const nodeOf = new Map(nodes.map((each) => [each.id, each]));
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id) || packageOf.get(id)!.targets.some(({ kind }) => kind.includes('proc-macro'))) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodeOf.get(id)!.deps) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  visit(root);
  return [...found].map((id) => packageOf.get(id)!).filter(({ source }) => source !== null)
    .map(({ name, version, license, manifest_path }) => ({ name, version, licences: licencesIn(license ?? ''), folder: dirname(manifest_path) }))
    .sort((a, b) => `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1);
}
