/** Why events were left out: by a rule of the filter, or because their request was not kept. */
export type OmitReason = 'filter' | 'sampling';

/** How many events one rule has left out. */
export interface OmittedByRule {
  readonly reason: OmitReason;
  /** the name of the rule */
  readonly rule: string;
  readonly count: number;
  /** Bytes of the events, without the envelope's fields. */
  readonly bytes: number;
}

/** The record of a `telemetry.omitted` event. */
export interface OmittedReport {
  readonly count: number;
  readonly bytes: number;
  readonly reasons: readonly OmittedByRule[];
  /** The ids of requests of which all events were left out. */
  readonly requests?: readonly string[];
  /** The number of further such requests, of which no id was kept. */
  readonly unnamedRequests?: number;
}

/**
 * When a report would be written: beside other events; when nothing else is to be sent; or at the end, when there is no other chance.
 */
export type ReportOccasion = 'beside-others' | 'alone' | 'last';

/** What leaves events out on purpose, before they get a sequence number. */
export interface Omissions {
  /** Bytes of memory of what is not reported yet, and of events about which nothing is decided yet. */
  readonly heldBytes: number;
  /** Returns what is to be reported on this occasion, and forgets it. Undefined if there is nothing, or if it can wait. */
  take(occasion: ReportOccasion): OmittedReport | undefined;
  /** Takes back a report of which the event was itself dropped. */
  restore(report: OmittedReport): void;
}

const BYTES_PER_REPORT = 256;
const BYTES_PER_REASON = 128;
const BYTES_PER_REQUEST = 96;

/** About what a report takes of V8's memory. */
export function heldBytesOf({ reasons, requests = [] }: Pick<OmittedReport, 'reasons' | 'requests'>): number {
  return BYTES_PER_REPORT + reasons.length * BYTES_PER_REASON + requests.length * BYTES_PER_REQUEST;
}
