/** Who is compared: the least that an extension can be, the usual way to write one, and ours. */
export type ContestantName = 'bare' | 'naive' | 'ours';

export interface Extension {
  /** Its file name, and so its name to Lambda. */
  readonly extensionName: string;
  /** A zip file. */
  readonly layer: string;
}

export interface Contestant extends Extension {
  readonly name: ContestantName;
}

export type Contestants = Readonly<Record<ContestantName, Contestant>>;
