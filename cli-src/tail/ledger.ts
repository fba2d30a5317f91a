import { CompletenessChecker } from '../../consumer-src';
import type { Envelope, EnvironmentReport } from '../../consumer-src';
import { numbersBefore } from '../numbers-before';

interface Totals {
  environments: number;
  begunBefore: number;
  missing: number;
  incomplete: number;
  ranges: number;
  dropped: number;
  omitted: number;
  readonly reasons: Set<string>;
}

/** Counts what was read, and finds what is missing, by the sequence numbers of all events, also of those that are not shown. */
export class Ledger {
  private readonly checker: CompletenessChecker;
  private readonly evicted = noTotals();
  private events = 0;
  private shown = 0;
  private duplicates = 0;
  private undecodable = 0;

  constructor({ maxEnvironments }: { readonly maxEnvironments?: number } = {}) {
    this.checker = new CompletenessChecker({
      ...maxEnvironments !== undefined && { maxEnvironments }, onEvicted: (report) => addTo(this.evicted, report),
    });
  }

  /** Notes an event that was read. @returns whether it is the first copy */
  read(envelope: Envelope): boolean {
    if (this.checker.add(envelope) === 'duplicate') {
      this.duplicates++;
      return false;
    }
    this.events++;
    return true;
  }

  /** Notes events that were shown. */
  show(count: number): void {
    this.shown += count;
  }

  /** Notes a record that cannot be decoded. @returns whether it is the first */
  undecoded(): boolean {
    return ++this.undecodable === 1;
  }

  /** The last line of a tail. */
  closingLine(): string {
    const totals: Totals = { ...this.evicted, reasons: new Set(this.evicted.reasons) };
    for (const report of this.checker.reports()) addTo(totals, report);
    const { environments, begunBefore, missing, incomplete, ranges, dropped, omitted, reasons } = totals;
    return [
      `${counted(this.events, 'event')} of ${counted(environments, 'environment')}${this.shown === this.events ? '' : `, ${number(this.shown)} shown`}`,
      missing === 0 ? 'none missing' : `${number(missing)} missing in ${counted(incomplete, 'environment')}: lost, or not in the stream yet`,
      ranges === 0 ? 'no dropped ranges' : `${counted(ranges, 'dropped range')} with ${counted(dropped, 'event')} (${[...reasons].sort().join(', ')})`,
      ...omitted > 0 ? [`${counted(omitted, 'event')} omitted by a filter or sampling`] : [],
      ...begunBefore > 0 ? [`${counted(begunBefore, 'environment')} had begun before`] : [],
      ...this.duplicates > 0 ? [`${counted(this.duplicates, 'duplicate')} left out`] : [],
      ...this.undecodable > 0 ? [`${counted(this.undecodable, 'record')} could not be decoded`] : [],
    ].join('; ');
  }
}

function noTotals(): Totals {
  return { environments: 0, begunBefore: 0, missing: 0, incomplete: 0, ranges: 0, dropped: 0, omitted: 0, reasons: new Set() };
}

function addTo(totals: Totals, report: EnvironmentReport): void {
  const { missing, dropped, droppedCount, omittedCount } = report;
  const before = numbersBefore(report);
  totals.environments++;
  if (before > 0) totals.begunBefore++;
  totals.missing += missing - before;
  if (missing > before) totals.incomplete++;
  totals.ranges += dropped.length;
  totals.dropped += droppedCount;
  totals.omitted += omittedCount;
  for (const { reason } of dropped) totals.reasons.add(reason);
}

function counted(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
