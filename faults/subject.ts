import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { LambdaRuntime } from '../simulator';

/** What is tested: a host of the extension, beside a function on a runtime of Lambda. */
export interface Subject {
  readonly name: SubjectName;
  readonly host: 'native' | 'nodejs';
  /** The runtime of the function. The native host does not depend on it. */
  readonly runtime: LambdaRuntime;
}

export type SubjectName = 'native' | 'nodejs22.x' | 'nodejs24.x';

export const SUBJECTS: readonly Subject[] = [
  { name: 'native', host: 'native', runtime: 'nodejs22.x' },
  { name: 'nodejs22.x', host: 'nodejs', runtime: 'nodejs22.x' },
  { name: 'nodejs24.x', host: 'nodejs', runtime: 'nodejs24.x' },
];

/** Returns the subjects whose host the layer contains. Without a Rust toolchain, a layer has no native host. */
export function subjectsIn(layer: string): readonly Subject[] {
  const names: string[] = [];
  unzipSync(readFileSync(layer), {
    filter: ({ name }) => {
      names.push(name);
      return false;
    },
  });
  const hasNative = names.some((name) => /^kinesis-telemetry-extension\/host-/.test(name));
  return SUBJECTS.filter(({ host }) => host === 'nodejs' || hasNative);
}
