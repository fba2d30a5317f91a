import type { Figures, Span } from '../figures/figures';

/** What the figures were made from. */
export interface Sources {
  /** As the title of the page says it: a file, a bucket, a stream. */
  readonly title: string;
  /** What was read, in order, with its stored size in bytes where it is known. The first ones. */
  readonly inputs: ReadonlyArray<{ readonly name: string; readonly bytes?: number; readonly events: number }>;
  readonly inputCount: number;
  /** Stored bytes of all that was read. */
  readonly bytes: number;
  /** Records, or parts of files, that could not be decoded. */
  readonly undecodable: number;
  readonly undecodableByCode: ReadonlyArray<{ readonly code: string; readonly count: number }>;
  /** The first ones. */
  readonly undecodableExamples: ReadonlyArray<{ readonly where: string; readonly message: string }>;
  /** Whether reading was ended before all was read. */
  readonly isInterrupted: boolean;
}

/** All that the page shows. */
export interface ReportData {
  readonly figures: Figures;
  readonly sources: Sources;
  readonly span: Span;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  readonly version: string;
}
