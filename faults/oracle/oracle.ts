import { envelopesIn, eventTextOf, StreamEnvelope } from './envelope';
import { SequenceAccount } from './sequence-account';
import type { TelemetryDropped } from '../../consumer-src';

/** What the extension said at its end of what the stream will never be told: its summary for CloudWatch. */
export interface LastWords {
  readonly received: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly undelivered: number;
}

export interface OracleQuestion {
  /** The JSON of every event that Lambda gave to the extension, and that it acknowledged. */
  readonly emitted: Iterable<string>;
  /** Events of which only the number is known, as there are too many to keep. @default 0 */
  readonly emittedUnkept?: number;
  /** What each process of the extension said at its end. */
  readonly lastWords: readonly LastWords[];
  /** Whether a process ended without last words, so that what it held is gone. The stream must be without a hole all the same. @default false */
  readonly killed?: boolean;
  /** Whether a send may have been ambiguous without the proxy's knowledge, as when an answer lies in a frozen process's socket. @default false */
  readonly ambiguousEverywhere?: boolean;
}

export interface Verdict {
  /** Events that Lambda gave to the extension. */
  readonly emitted: number;
  /** Lambda's events in the stream, each counted once. */
  readonly delivered: number;
  /** Events that the stream or the last words say were dropped, or not delivered at the end. */
  readonly dropped: number;
  /** Envelopes that came again. */
  readonly duplicated: number;
  /** Events of which nobody has said what became of them. */
  readonly unaccounted: number;
  /** Envelopes that came behind one with a higher sequence number. */
  readonly late: number;
  /** What is wrong, in words. Empty if nothing is. */
  readonly problems: readonly string[];
}

/** So many of a kind are named; the rest is a number. */
const MOST_NAMED = 5;

/**
 * Judges a run by what is in the stream: every sequence number from 1 to the last came or was dropped; what came twice came
 * with the same number and only where a send was ambiguous; every event that Lambda emitted came or was counted.
 */
export class Oracle {
  private readonly accounts = new Map<string, SequenceAccount>();
  /** environment/sequence of events whose send was ambiguous. */
  private readonly ambiguous = new Set<string>();
  private readonly repeated = new Set<string>();
  private readonly arrived = new Map<string, number>();
  private own = 0;
  private truncated = 0;
  private readonly problems: string[] = [];

  /** @param keepsTexts whether texts are compared, which takes memory for each event */
  constructor(private readonly keepsTexts = true) {}

  /** Takes in a record that is in the stream, in the stream's order. */
  record(data: Buffer): void {
    for (const envelope of envelopesIn(data)) this.take(envelope);
  }

  /** Takes in an envelope that was written to the log instead of the stream: counted, not lost. */
  line(line: string): void {
    this.record(Buffer.from(`${line}\n`));
  }

  /** Takes in a record that the stream took without the extension being told. */
  sentAmbiguously(data: Buffer): void {
    for (const { environment, sequence } of envelopesIn(data)) this.ambiguous.add(`${environment}/${sequence}`);
  }

  verdict({ emitted, emittedUnkept = 0, lastWords, killed = false, ambiguousEverywhere = false }: OracleQuestion): Verdict {
    const problems = [...this.problems];
    const accounts = [...this.accounts.values()];
    const sum = (of: (account: SequenceAccount) => number): number => accounts.reduce((total, account) => total + of(account), 0);
    const holes = [...this.accounts].flatMap(([environment, account]) => account.holes.map((sequence) => `${environment}/${sequence}`));
    const conflicting = sum((account) => account.conflicting.length);
    if (conflicting > 0) problems.push(`${conflicting} sequence numbers came with two different contents`);
    const needless = ambiguousEverywhere ? [] : [...this.repeated].filter((key) => !this.ambiguous.has(key));
    if (needless.length > 0) problems.push(`${needless.length} events came twice although their send was not ambiguous: ${some(needless)}`);

    const texts = [...emitted];
    const missing = this.keepsTexts ? this.missing(texts) : [];
    const delivered = sum((account) => account.distinct) - this.own;
    const total = texts.length + emittedUnkept;
    const undelivered = lastWords.reduce((count, words) => count + words.undelivered, 0);
    const said = sum((account) => account.droppedCount);
    const counted = lastWords.reduce((count, words) => count + words.dropped, 0);
    // Where the very last records could not be delivered, nor what they say of drops, the last words count it.
    const unexplained = Math.max(0, holes.length - undelivered - Math.max(0, counted - said));
    if (unexplained > 0) problems.push(`${unexplained} holes in the sequence: ${some(holes)}`);
    const dropped = Math.max(said, counted) + undelivered;
    const lost = Math.max(this.keepsTexts ? missing.length - this.truncated : 0, total - delivered) - dropped;
    const unsaid = killed ? 0 : Math.max(0, lost);
    if (unsaid > 0) problems.push(`${unsaid} of ${total} events are neither in the stream nor counted as dropped: ${some(missing)}`);
    return {
      emitted: total, delivered, dropped, duplicated: sum((account) => account.duplicates), late: sum((account) => account.late),
      unaccounted: Math.max(unexplained, unsaid), problems,
    };
  }

  /** Envelopes that have come so far, each counted once. */
  get arrivedCount(): number {
    return [...this.accounts.values()].reduce((total, account) => total + account.distinct, 0);
  }

  private take(envelope: StreamEnvelope): void {
    const { environment, sequence, type, line } = envelope;
    const again = this.account(environment).add(sequence, line);
    if (again) {
      this.repeated.add(`${environment}/${sequence}`);
      return;
    }
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
      this.problems.push(`telemetry.dropped says ${count} events for ${firstSequence} to ${lastSequence}`);
    }
    this.account(other ?? environment).drop(firstSequence, lastSequence);
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

function some(things: readonly string[]): string {
  const named = things.slice(0, MOST_NAMED).map((thing) => thing.slice(0, 160)).join(', ');
  return things.length > MOST_NAMED ? `${named}, …` : named;
}
