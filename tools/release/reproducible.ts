import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from './pack';
import type { Packed } from './pack';
import { BINARIES } from '../host/build-hosts';
import { HOSTS_VARIABLE, selectionOf } from '../host/targets';
import type { HostTarget } from '../host/targets';
import { hostsIn } from '../layer/hosts-in';
import { LAYER, ROOT } from '../project';
import { finish, run } from '../run';

/** Builds the package again from a copy of the sources, and packs it again as the release workflow does: the bytes must be the same. */
export async function checkReproducible(packed: Packed, folder: string): Promise<string> {
  const copy = join(folder, 'copy');
  await copySources(copy);
  const targets = hostsIn(LAYER);
  shareCache(copy, targets);
  const env = { [HOSTS_VARIABLE]: selectionOf(targets) };
  const node = (script: string, ...args: string[]) => run(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: copy, env });
  await node('tsx/dist/cli.mjs', 'tools/layer/build-layer.ts');
  await node('tsx/dist/cli.mjs', 'tools/consumer/build-consumer.ts');
  await node('tsx/dist/cli.mjs', 'tools/cli/build-cli.ts');
  await node('jsii/bin/jsii', '--silence-warnings=reserved-word');
  await expectSameBytes(packed, await pack(copy, join(folder, 'built')), 'built from a copy of the sources');

  // The jobs that publish do not build: they extract the package into a checkout and pack again.
  const checkout = join(folder, 'checkout');
  await copySources(checkout);
  cpSync(packed.folder, checkout, { recursive: true });
  await expectSameBytes(packed, await pack(checkout, join(folder, 'repacked')), 'packed again in a checkout');
  return 'the same bytes when built from a copy of the sources, and when packed again as the release workflow does';
}

/** The files that git has or would add. */
async function copySources(into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  await run('bash', ['-c', `git ls-files -z --cached --others --exclude-standard | tar -c --null -T - --ignore-failed-read 2> /dev/null | tar -x -C ${into}`], { cwd: ROOT });
  symlinkSync(join(ROOT, 'node_modules'), join(into, 'node_modules'));
}

/** The copy builds the native host of this machine anew. It shares the compiler, and the host for the other architecture, which would take as long. */
function shareCache(copy: string, targets: readonly HostTarget[]): void {
  if (targets.length === 0) return;
  const [cache, copied] = [ROOT, copy].map((root) => join(root, '.cache'));
  const others = targets.filter(({ nodeArchitecture }) => nodeArchitecture !== process.arch).map(({ fileName }) => fileName);
  mkdirSync(join(copied, BINARIES), { recursive: true });
  for (const name of readdirSync(cache).filter((file) => /^zig-\w+$/.test(file))) symlinkSync(join(cache, name), join(copied, name));
  for (const name of readdirSync(join(cache, BINARIES)).filter((file) => others.some((other) => file.startsWith(other)))) {
    cpSync(join(cache, BINARIES, name), join(copied, BINARIES, name));
  }
}

async function expectSameBytes(expected: Packed, actual: Packed, how: string): Promise<void> {
  if (readFileSync(expected.tarball).equals(readFileSync(actual.tarball))) return;
  const { output } = await finish('diff', ['-rq', expected.folder, actual.folder]);
  throw new Error(`the package has other bytes when ${how}; compile first if the sources have changed:\n${output || 'the same files, another archive'}`);
}
