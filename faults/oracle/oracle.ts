import { envelopesIn, eventTextOf, StreamEnvelope } from './envelope';
import { SequenceAccount } from './sequence-account';
import type { TelemetryDropped, TelemetryOmitted } from '../../consumer-src';

/** The counts that a process of the extension writes to its log when it exits, as a metric for CloudWatch. */
export interface ExitSummary {
  readonly received: number;
  /** The extension's own events. */
  readonly own: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly omitted: number;
  readonly undelivered: number;
}

export interface OracleQuestion {
  /** The JSON texts of the events that the extension acknowledged. */
  readonly emitted: Iterable<string>;
  /** The number of further events, of which no text was kept. @default 0 */
  readonly emittedUnkept?: number;
  /** The summaries of the extension's processes. */
  readonly exitSummaries: readonly ExitSummary[];
  /** Whether a process was killed, which loses its buffer and its summary. The sequence in the stream must have no gap even then. @default false */
  readonly killed?: boolean;
  /** Whether a call may have been ambiguous without the proxy's knowledge, for example if the response was in the socket of a frozen process. @default false */
  readonly ambiguousEverywhere?: boolean;
}

export interface Verdict {
  /** The number of events that the extension acknowledged. */
  readonly emitted: number;
  /** The number of Lambda's events in the stream, without duplicates. */
  readonly delivered: number;
  /** The number of events that the stream or the exit summaries report as dropped or undelivered. */
  readonly dropped: number;
  /** The number of events that the exit summaries or the stream report as left out on purpose. */
  readonly omitted: number;
  /** The number of duplicate envelopes. */
  readonly duplicated: number;
  /** The number of events that are neither in the stream nor reported as dropped or omitted. */
  readonly unaccounted: number;
  /** The number of envelopes that arrived after one with a higher sequence number. */
  readonly late: number;
  readonly problems: readonly string[];
}

const MAX_EXAMPLES = 5;

/**
 * Judges a run by the records in the stream:
 * - Every sequence number from 1 to the last arrived or was reported as dropped.
 * - A duplicate has the same sequence number and content as the original, and the call that sent it was ambiguous.
 * - Every event that Lambda emitted arrived, or was counted as dropped or omitted.
 * - Each process of the extension says what became of each of its events: received and own events are the delivered, dropped, omitted and
 *   undelivered ones.
 * - What the stream reports as omitted is what the processes count as omitted, if everything was delivered.
 */
export class Oracle {
  private readonly accounts = new Map<string, SequenceAccount>();
  /** environment/sequence of the events whose call was ambiguous: stored by Kinesis without an acknowledgement. */
  private readonly ambiguous = new Set<string>();
  private readonly repeated = new Set<string>();
  private readonly arrived = new Map<string, number>();
  private own = 0;
  private truncated = 0;
  private omitted = 0;
  /** The requests that the stream names as left out. */
  readonly namedRequests = new Set<string>();
  private readonly problems: string[] = [];

  /** @param keepsTexts whether to compare the texts of events, which needs memory for each event */
  constructor(private readonly keepsTexts = true) {}

  /** Adds a record of the stream, in the order of the stream. */
  record(data: Buffer): void {
    for (const envelope of envelopesIn(data)) this.take(envelope);
  }

  /** Adds an envelope that the extension wrote to its log because it could not be delivered. */
  line(line: string): void {
    this.record(Buffer.from(`${line}\n`));
  }

  /** Adds a record that Kinesis stored without acknowledging it. */
  sentAmbiguously(data: Buffer): void {
    for (const { environment, sequence } of envelopesIn(data)) this.ambiguous.add(`${environment}/${sequence}`);
  }

  verdict({ emitted, emittedUnkept = 0, exitSummaries, killed = false, ambiguousEverywhere = false }: OracleQuestion): Verdict {
    const problems = [...this.problems];
    const accounts = [...this.accounts.values()];
    const sum = (of: (account: SequenceAccount) => number): number => accounts.reduce((total, account) => total + of(account), 0);
    const gaps = [...this.accounts].flatMap(([environment, account]) => account.gaps.map((sequence) => `${environment}/${sequence}`));
    const conflicting = sum((account) => account.conflicting.length);
    if (conflicting > 0) problems.push(`${conflicting} sequence numbers arrived with two different contents`);
    const needless = ambiguousEverywhere ? [] : [...this.repeated].filter((key) => !this.ambiguous.has(key));
    if (needless.length > 0) problems.push(`${needless.length} events arrived twice although their call was not ambiguous: ${examples(needless)}`);

    const texts = [...emitted];
    const missing = this.keepsTexts ? this.missing(texts) : [];
    const delivered = sum((account) => account.distinct) - this.own;
    const total = texts.length + emittedUnkept;
    const undelivered = exitSummaries.reduce((count, summary) => count + summary.undelivered, 0);
    const reported = sum((account) => account.droppedCount);
    const counted = exitSummaries.reduce((count, summary) => count + summary.dropped, 0);
    // If the last records could not be delivered, the stream does not report all drops. The exit summaries count them.
    const unexplained = Math.max(0, gaps.length - undelivered - Math.max(0, counted - reported));
    if (unexplained > 0) problems.push(`${unexplained} sequence numbers are missing: ${examples(gaps)}`);
    const dropped = Math.max(reported, counted) + undelivered;
    const countedOmitted = exitSummaries.reduce((count, summary) => count + summary.omitted, 0);
    const omitted = Math.max(this.omitted, countedOmitted);
    if (!killed && (this.omitted > countedOmitted || (this.omitted < countedOmitted && dropped === 0))) {
      problems.push(`the stream reports ${this.omitted} omitted events, the exit summaries ${countedOmitted}`);
    }
    problems.push(...exitSummaries.flatMap(unbalanced));
    const lost = Math.max(this.keepsTexts ? missing.length - this.truncated : 0, total - delivered) - dropped - omitted;
    const unreported = killed ? 0 : Math.max(0, lost);
    if (unreported > 0) problems.push(`${unreported} of ${total} events are neither in the stream nor reported as dropped or omitted: ${examples(missing)}`);
    return {
      emitted: total, delivered, dropped, omitted, duplicated: sum((account) => account.duplicates), late: sum((account) => account.late),
      unaccounted: Math.max(unexplained, unreported), problems,
    };
  }

  /** The number of envelopes that have arrived so far, without duplicates. */
  get arrivedCount(): number {
    return [...this.accounts.values()].reduce((total, account) => total + account.distinct, 0);
  }

  /** How often the event arrived that arrived most often. */
  get mostCopies(): number {
    return Math.max(1, ...[...this.accounts.values()].map(({ mostCopies }) => mostCopies));
  }

  /** How many of these events have not arrived so far. */
  missingOf(events: readonly string[]): number {
    return this.missing(events).length;
  }

  private take(envelope: StreamEnvelope): void {
    const { environment, sequence, type, line } = envelope;
    const again = this.account(environment).add(sequence, line);
    if (again) {
      this.repeated.add(`${environment}/${sequence}`);
      return;
    }
    if (type === 'telemetry.omitted') this.leftOut(envelope.record as TelemetryOmitted);
    if (type === 'telemetry.dropped') this.dropped(environment, envelope.record as TelemetryDropped);
    if (type.startsWith('telemetry.')) this.own++;
    else if (envelope.truncatedBytes !== undefined) this.truncated++;
    else if (this.keepsTexts) this.arrived.set(eventTextOf(envelope), (this.arrived.get(eventTextOf(envelope)) ?? 0) + 1);
  }

  private account(environment: string): SequenceAccount {
    let account = this.accounts.get(environment);
    if (!account) this.accounts.set(environment, account = new SequenceAccount());
    return account;
  }

  private dropped(environment: string, { environment: other, count, firstSequence, lastSequence }: TelemetryDropped): void {
    if (count !== lastSequence - firstSequence + 1) {
      this.problems.push(`telemetry.dropped counts ${count} events for the sequence numbers ${firstSequence} to ${lastSequence}`);
    }
    this.account(other ?? environment).drop(firstSequence, lastSequence);
  }

  private leftOut({ count, reasons, requests = [] }: TelemetryOmitted): void {
    const sum = reasons.reduce((total, reason) => total + reason.count, 0);
    if (sum !== count) this.problems.push(`telemetry.omitted counts ${count} events, its rules ${sum}`);
    this.omitted += count;
    requests.forEach((requestId) => this.namedRequests.add(requestId));
  }

  private missing(texts: readonly string[]): string[] {
    const left = new Map(this.arrived);
    return texts.filter((text) => {
      const count = left.get(text) ?? 0;
      left.set(text, count - 1);
      return count <= 0;
    });
  }
}

/** Returns a problem if an exit summary does not say what became of each event. */
function unbalanced({ received, own, delivered, dropped, omitted, undelivered }: ExitSummary): string[] {
  if (received + own === delivered + dropped + omitted + undelivered) return [];
  return [`${received} received and ${own} own events must be the delivered (${delivered}), dropped (${dropped}), omitted (${omitted}) and undelivered (${undelivered}) ones`];
}

function examples(all: readonly string[]): string {
  const first = all.slice(0, MAX_EXAMPLES).map((one) => one.slice(0, 160)).join(', ');
  return all.length > MAX_EXAMPLES ? `${first}, …` : first;
}
