import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly bundledDependencies?: readonly string[];
}

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

export interface Peer {
  readonly name: string;
  /** As package.json says it. */
  readonly range: string;
  /** The oldest that is allowed. */
  readonly floor: string;
}

/** What a user of the library brings. */
export function peers(): Peer[] {
  return Object.entries(manifestIn(ROOT).peerDependencies ?? {}).map(([name, range]) => {
    const floor = /^\^(\d+\.\d+\.\d+)$/.exec(range)?.[1];
    if (floor === undefined) throw new Error(`the range of the peer ${name} is not a caret and a version: ${range}`);
    return { name, range, floor };
  });
}
