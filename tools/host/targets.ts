/** An architecture that the native host is built for. */
export interface HostTarget {
  /** as `uname -m` names it, for the launcher and for Dockerfiles */
  readonly machine: 'x86_64' | 'aarch64';
  /** as Node.js names it */
  readonly nodeArchitecture: NodeJS.Architecture;
  /** Static: it runs without a libc of the image, on any base. https://doc.rust-lang.org/rustc/platform-support.html */
  readonly triple: string;
  /** in the layer, beside the bundles */
  readonly fileName: string;
}

export const HOST_TARGETS: readonly HostTarget[] = [
  { machine: 'x86_64', nodeArchitecture: 'x64', triple: 'x86_64-unknown-linux-musl', fileName: 'host-x86_64' },
  { machine: 'aarch64', nodeArchitecture: 'arm64', triple: 'aarch64-unknown-linux-musl', fileName: 'host-aarch64' },
];

/** For which architectures a layer contains the native host. */
export const HOST_SELECTIONS = ['machine', 'all', 'none'] as const;
export type HostSelection = typeof HOST_SELECTIONS[number];

/** Selects the targets when no option does: releases and CI set it to `all`. */
export const HOSTS_VARIABLE = 'LAYER_HOSTS';

/**
 * What a build of the layer should contain.
 *
 * @param args of the command: `--all`, `--none`
 * @throws if an option or the variable has another value
 */
export function selectHosts(args: readonly string[], variable: string | undefined): HostSelection {
  const unknown = args.filter((arg) => arg !== '--all' && arg !== '--none');
  if (unknown.length > 0) throw new Error(`unknown option ${unknown.join(' ')}: --all for both architectures, --none for no native host, or nothing`);
  if (args.length > 0) return args.at(-1) === '--all' ? 'all' : 'none';
  const selection = HOST_SELECTIONS.find((name) => name === (variable || 'machine'));
  if (!selection) throw new Error(`${HOSTS_VARIABLE} must be one of ${HOST_SELECTIONS.join(', ')}, got ${JSON.stringify(variable)}`);
  return selection;
}

export function targetsOf(selection: HostSelection, architecture: NodeJS.Architecture = process.arch): readonly HostTarget[] {
  if (selection === 'all') return HOST_TARGETS;
  return selection === 'none' ? [] : HOST_TARGETS.filter(({ nodeArchitecture }) => nodeArchitecture === architecture);
}

/** The selection that gives these targets again, on this machine. */
export function selectionOf(targets: readonly HostTarget[]): HostSelection {
  if (targets.length === 0) return 'none';
  return targets.length === HOST_TARGETS.length ? 'all' : 'machine';
}
