import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { HOST_TARGETS } from '../host/targets';
import type { HostTarget } from '../host/targets';

/** The targets of the native hosts in a layer, which depend on the machine that built it, and on its options. */
export function hostsIn(archive: string): readonly HostTarget[] {
  const names = new Set<string>();
  const filter = ({ name }: { readonly name: string }) => {
    names.add(name.split('/').at(-1)!);
    return false;
  };
  unzipSync(readFileSync(archive), { filter });
  return HOST_TARGETS.filter(({ fileName }) => names.has(fileName));
}
