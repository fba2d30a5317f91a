/** The extensions that are compared: a minimal one, one in the usual style, and ours. */
export type ContestantName = 'bare' | 'naive' | 'ours';

export interface Extension {
  /** The file name, which is the name for Lambda. */
  readonly extensionName: string;
  /** The path of a zip file. */
  readonly layer: string;
}

export interface Contestant extends Extension {
  readonly name: ContestantName;
}

export type Contestants = Readonly<Record<ContestantName, Contestant>>;
