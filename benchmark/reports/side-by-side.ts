import type { SubjectName } from '../../faults/subject';
import type { ContestantName } from '../contestants/contestant';
import { contestantsIn } from '../results/figures';
import type { BenchmarkResult, SubjectResult } from '../results/results';

/** An extension beside the others, on the host where it is compared. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly contestant: ContestantName;
  readonly result: SubjectResult;
}

/** Ours on each host, and the others. */
export type EntryKind = 'bare' | 'native' | 'go' | 'nodejs' | 'naive';

/** The results that represent a host, and its name. */
export interface MainResult {
  readonly host: string;
  readonly result: SubjectResult;
}

interface Place {
  readonly name: string;
  readonly kind: EntryKind;
  readonly contestant: ContestantName;
  /** The subjects with this extension, the preferred one first. */
  readonly subjects: readonly SubjectName[];
}

/** Node.js 24 is in the report only: its figures are close to those of Node.js 22. */
const PLACES: readonly Place[] = [
  { name: 'bare Node.js', kind: 'bare', contestant: 'bare', subjects: ['native', 'nodejs22.x', 'nodejs24.x'] },
  { name: 'this, native', kind: 'native', contestant: 'ours', subjects: ['native'] },
  { name: 'minimal Go', kind: 'go', contestant: 'go', subjects: ['native'] },
  { name: 'this, Node.js', kind: 'nodejs', contestant: 'ours', subjects: ['nodejs22.x', 'nodejs24.x'] },
  { name: 'naive Node.js', kind: 'naive', contestant: 'naive', subjects: ['nodejs22.x', 'nodejs24.x'] },
];

/** Returns both hosts of our extension and the others, without those that were not measured. */
export function sideBySide({ subjects }: BenchmarkResult): readonly Entry[] {
  return PLACES.flatMap(({ subjects: names, ...place }): Entry[] => {
    const result = names.map((name) => subjects.get(name)).find((one) => one && contestantsIn(one).includes(place.contestant));
    return result ? [{ ...place, result }] : [];
  });
}

/** Returns the results of the default host: the native one where it was measured. */
export function mainResultOf({ subjects }: BenchmarkResult): MainResult {
  const native = subjects.get('native');
  if (native) return { host: 'native host', result: native };
  const [[name, first]] = subjects;
  const result = subjects.get('nodejs22.x');
  return result ? { host: 'Node.js 22', result } : { host: name, result: first };
}
