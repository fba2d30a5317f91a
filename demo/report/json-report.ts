import { DemoResult, emittedEvents, missingEvents, problemsOf, undelivered } from '../verdict/demo-result';

/** The last line of `npm run demo -- --json`. Other programs read it: fields may be added, but not changed. */
export interface JsonReport {
  readonly invocations: number;
  readonly events: {
    readonly emitted: number;
    readonly delivered: number;
    readonly missing: number;
    readonly duplicated: number;
    /** Events that Lambda could not post to the extension. Lines that the extension logs while it exits are expected, others count as missing. */
    readonly undelivered: number;
    /** Events that a setting left out: emitted = delivered + missing + omitted. */
    readonly omitted: number;
    readonly omittedBytes: number;
    /** Secrets that were replaced. */
    readonly masked: number;
  };
  readonly problems: readonly string[];
  /** The functions that read the stream: their invocations, and how many events of the stream they received and missed. */
  readonly consumers: readonly { readonly function: string; readonly calls: number; readonly events: number; readonly missing: number }[];
  readonly records: number;
  readonly putUnits: number;
  /** Medians on Node.js 22, of starts by turns with a bare extension and with ours. */
  readonly coldStart: { readonly bareRegisterMs: number; readonly registerMs: number; readonly bareReadyMs: number; readonly readyMs: number };
  /** Resident (RSS). In the proportional figures (PSS) shared pages count in part. */
  readonly memoryMB: { readonly bare: number; readonly extension: number; readonly bareProportional: number; readonly extensionProportional: number };
}

export function toJsonReport(result: DemoResult): JsonReport {
  const starts = result.coldStarts.get('nodejs22.x');
  if (!starts) throw new Error('No cold start was measured on nodejs22.x');
  const { bare, ours } = starts;
  return {
    invocations: result.runs.reduce((sum, run) => sum + run.invocations.length, 0),
    events: {
      emitted: emittedEvents(result),
      delivered: result.verdict.delivered,
      missing: missingEvents(result),
      duplicated: result.verdict.duplicated,
      undelivered: undelivered(result).length,
      omitted: result.verdict.omitted.events,
      omittedBytes: result.verdict.omitted.bytes,
      masked: result.verdict.masked,
    },
    problems: problemsOf(result),
    consumers: result.consumers.map(({ title, calls, seen, missing }) => ({ function: title, calls, events: seen, missing })),
    records: result.records,
    putUnits: result.putUnits,
    coldStart: {
      bareRegisterMs: tenths(bare.registerMs),
      registerMs: tenths(ours.registerMs),
      bareReadyMs: tenths(bare.readyMs),
      readyMs: tenths(ours.readyMs),
    },
    memoryMB: {
      bare: tenths(bare.rssMB),
      extension: tenths(ours.rssMB),
      bareProportional: tenths(bare.pssMB),
      extensionProportional: tenths(ours.pssMB),
    },
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
