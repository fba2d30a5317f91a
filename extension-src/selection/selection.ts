import type { EventTaker } from './event-taker';
import { maskedWholly } from './masked-wholly';
import type { OmittedLedger } from './omitted-ledger';
import type { PlatformRecordOfRequest, Sampling } from './sampling';
import type { Omissions, OmittedReport, ReportOccasion } from '../delivery/omissions';
import { NUMBERS_OF_POSITION } from '../delivery/packer';
import type { Screen, Screened } from '../host/screen';

export interface SelectionOptions {
  /** Filters and masks. Undefined if neither is set. */
  readonly screen?: Screen;
  /** Undefined if all requests are kept. */
  readonly sampling?: Sampling;
  readonly ledger: OmittedLedger;
  readonly next: EventTaker;
  /** Whether secrets are masked, so that an event that cannot be examined must not be passed on. */
  readonly masks: boolean;
  /** Called for an error of this code. */
  readonly onError: (error: Error) => void;
}

/** The numbers of each rule in what a screen reports. */
const NUMBERS_OF_OMITTED = 3;
const NUMBERS_OF_MASKED = 2;

const FUNCTION = 'function';

/** The types of events in which secrets are masked. */
const MASKED_TYPES: ReadonlySet<string> = new Set([FUNCTION, 'extension']);

/** The rule under which events are counted in which masking failed. */
const FAILED = 'failed';

/** Stands between the intake and the delivery, and decides what is sent: filters, masks, and keeps or omits whole requests. */
export class Selection implements Omissions {
  private readonly single = new Uint32Array(NUMBERS_OF_POSITION);
  private readonly matches = new Map<string, number>();

  constructor(private readonly options: SelectionOptions) {}

  /** How often each rule has masked something. Undefined if nothing was masked. */
  get masked(): Readonly<Record<string, number>> | undefined {
    return this.matches.size === 0 ? undefined : Object.fromEntries(this.matches);
  }

  get heldBytes(): number {
    return this.options.ledger.heldBytes + (this.options.sampling?.heldBytes ?? 0);
  }

  take(occasion: ReportOccasion): OmittedReport | undefined {
    return this.options.ledger.take(occasion);
  }

  restore(report: OmittedReport): void {
    this.options.ledger.restore(report);
  }

  /** Learns from a platform event, whether or not it is to be passed on. To be called before {@link add} gets it. */
  observe(type: string, requestId: string | undefined, record: PlatformRecordOfRequest | undefined): void {
    if (requestId !== undefined) this.options.sampling?.observe(type, requestId, record);
  }

  /**
   * Takes the event between `start` (inclusive) and `end` (exclusive) of the body.
   *
   * @param members the number of its own members
   */
  add(type: string, body: Buffer, start: number, end: number, members: number, requestId: string | undefined, isOwnLog: boolean): void {
    const { single } = this;
    single[0] = start;
    single[1] = end;
    single[2] = members;
    const { screen, sampling, next } = this.options;
    const screened = screen ? this.examineOne(screen, body, single, type) : undefined;
    const [passed, positions, first] = screened ? [screened.body, screened.positions, screened.first] : [body, single, 0];
    if (screened?.count === 0) return;
    if (sampling && requestId !== undefined) {
      sampling.take(type, passed, positions, first, 1, requestId, type === FUNCTION ? screened?.levels : undefined);
    } else {
      const at = first * NUMBERS_OF_POSITION;
      next.add(passed, positions[at], positions[at + 1], requestId, isOwnLog);
    }
  }

  /** Takes log lines of one invocation, or of none: `count` events from the index `first` on. */
  addRun(body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined): void {
    const { screen } = this.options;
    if (!screen) return this.sample(body, positions, first, count, requestId);
    let screened: Screened;
    try {
      screened = this.examine(screen, body, positions, first, count, FUNCTION);
    } catch (error) {
      // The others of them can be examined.
      if (count > 1) {
        for (let i = first; i < first + count; i++) this.addRun(body, positions, i, 1, requestId);
        return;
      }
      screened = this.unexamined(error as Error, body, positions, first, count, FUNCTION);
    }
    if (screened.count > 0) this.sample(screened.body, screened.positions, screened.first, screened.count, requestId, screened.levels);
  }

  /** Decides about everything that is undecided: there will be no more reasons. */
  end(): void {
    this.options.sampling?.end();
  }

  private sample(
    body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined, levels?: ArrayLike<number>,
  ): void {
    const { next, sampling } = this.options;
    if (sampling) sampling.take(FUNCTION, body, positions, first, count, requestId, levels);
    else next.addRun(body, positions, first, count, requestId);
  }

  private examineOne(screen: Screen, body: Buffer, position: Uint32Array, type: string): Screened {
    try {
      return this.examine(screen, body, position, 0, 1, type);
    } catch (error) {
      return this.unexamined(error as Error, body, position, 0, 1, type);
    }
  }

  private examine(screen: Screen, body: Buffer, positions: Uint32Array, first: number, count: number, type: string): Screened {
    const screened = screen.examine(body, positions, first, count, type);
    const { omitted, masked } = screened;
    for (let at = 0; at < omitted.length; at += NUMBERS_OF_OMITTED) {
      this.options.ledger.add('filter', screen.filterNames[omitted[at]], omitted[at + 1], omitted[at + 2]);
    }
    for (let at = 0; at < masked.length; at += NUMBERS_OF_MASKED) this.countMatches(screen.maskNames[masked[at]], masked[at + 1]);
    return screened;
  }

  /** Keeps what could not be examined, but not in clear. */
  private unexamined(error: Error, body: Buffer, positions: Uint32Array, first: number, count: number, type: string): Screened {
    this.options.onError(error);
    if (!this.options.masks || !MASKED_TYPES.has(type)) return { body, positions, first, count, levels: undefined, omitted: [], masked: [] };
    this.countMatches(FAILED, count);
    return maskedWholly(body, positions, first, count, type);
  }

  private countMatches(rule: string, matches: number): void {
    this.matches.set(rule, (this.matches.get(rule) ?? 0) + matches);
  }
}
