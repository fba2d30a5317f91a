import type { SubjectName } from '../../faults/subject';
import type { LambdaRuntime } from '../../simulator';

/** The extensions that are compared: a minimal one, one in the usual style of Node.js, a minimal one in Go, and ours. */
export type ContestantName = 'bare' | 'naive' | 'go' | 'ours';

export interface Extension {
  /** The file name, which is the name for Lambda. */
  readonly extensionName: string;
  /** The path of a zip file. */
  readonly layer: string;
  /** Environment variables of the function with this extension. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Contestant extends Extension {
  readonly name: ContestantName;
}

/** A host of our extension beside a function on a runtime, and the extensions that are compared with it there. */
export interface Contest {
  readonly subject: SubjectName;
  readonly runtime: LambdaRuntime;
  readonly bare: Contestant;
  /** An extension by others that delivers telemetry: naive beside Node.js, Go beside the native host. @default - it could not be built */
  readonly peer?: Contestant;
  readonly ours: Contestant;
}

/** Returns the extensions of a contest, ours last. */
export function contestantsOf({ bare, peer, ours }: Contest): readonly Contestant[] {
  return [bare, ...peer ? [peer] : [], ours];
}
