import { licencesIn } from '../../tools/host/crate-licences';
import { cratesIn } from '../../tools/host/crates';
import type { Metadata } from '../../tools/host/crates';

test.each([
  ['MIT', ['MIT']],
  ['MIT OR Apache-2.0', ['Apache-2.0']],
  ['MIT/Apache-2.0', ['Apache-2.0']],
  ['Unlicense OR MIT', ['MIT']],
  ['Apache-2.0 AND ISC', ['Apache-2.0', 'ISC']],
  ['(MIT OR Apache-2.0) AND ISC', ['Apache-2.0', 'ISC']],
  ['GPL-3.0-only OR (Apache-2.0 AND AGPL-3.0-only)', ['GPL-3.0-only']],
  ['Apache-2.0 WITH LLVM-exception OR MIT', ['MIT']],
])('of %s, the layer is under %j', (expression, licences) => {
  expect(licencesIn(expression)).toEqual(licences);
});

interface Dependency { readonly on: string; readonly kinds: Array<'dev' | 'build' | null> }

interface DescribedCrate {
  readonly dependencies?: readonly Dependency[];
  readonly isMacro?: boolean;
  readonly isOurs?: boolean;
}

/** What cargo prints for these crates, of which the first is the root. */
function metadata(crates: Record<string, DescribedCrate>): Metadata {
  const names = Object.keys(crates);
  return {
    packages: names.map((name, index) => ({
      id: name,
      name,
      version: '1.0.0',
      license: 'MIT',
      source: index === 0 || crates[name].isOurs ? null : 'registry',
      manifest_path: `/crates/${name}/Cargo.toml`,
      targets: [{ kind: [crates[name].isMacro ? 'proc-macro' : 'lib'] }],
    })),
    resolve: {
      root: names[0],
      nodes: names.map((name) => ({
        id: name, deps: (crates[name].dependencies ?? []).map(({ on, kinds }) => ({ pkg: on, dep_kinds: kinds.map((kind) => ({ kind })) })),
      })),
    },
  };
}

test('the native host contains the crates that run in it, and what these need, sorted and once', () => {
  const all = metadata({
    host: { dependencies: [{ on: 'tokio', kinds: [null] }, { on: 'engine', kinds: ['build', null] }] },
    tokio: { dependencies: [{ on: 'bytes', kinds: [null] }] },
    engine: { dependencies: [{ on: 'bytes', kinds: [null] }] },
    bytes: {},
  });
  expect(cratesIn(all)).toEqual(['bytes', 'engine', 'tokio'].map((name) => ({ name, version: '1.0.0', licences: ['MIT'], folder: `/crates/${name}` })));
});

test('crates of this repository are not listed, but those that they need', () => {
  const all = metadata({
    host: { dependencies: [{ on: 'screen', kinds: [null] }] },
    screen: { isOurs: true, dependencies: [{ on: 'regex', kinds: [null] }] },
    regex: {},
  });
  expect(cratesIn(all).map(({ name }) => name)).toEqual(['regex']);
});

test('the native host contains no crates that only run while it is built or tested', () => {
  const all = metadata({
    host: { dependencies: [{ on: 'macro', kinds: [null] }, { on: 'compiler', kinds: ['build'] }, { on: 'checker', kinds: ['dev'] }] },
    macro: { isMacro: true, dependencies: [{ on: 'parser', kinds: [null] }] },
    parser: {}, compiler: {}, checker: {},
  });
  expect(cratesIn(all)).toEqual([]);
});
