import type { RecordQueue } from './record-queue';
import type { Clock } from '../process/clock';

/** Pauses are so short that this many of them fit into the remaining time. */
const ATTEMPTS_LEFT = 10;
const SHORTEST_CAP_MS = 50;

/** How a flush ended: everything acknowledged; out of time; or given up, because going on cannot help now. */
export type FlushOutcome = 'delivered' | 'late' | 'failed';

/**
 * How a flush is made.
 *
 * - `flush`: until the deadline or until a failure that lasts
 * - `probe`: one attempt while the breaker is open; its call may outlast the deadline
 * - `last`: until the deadline whatever fails, because there will be no other chance
 */
export type FlushManner = 'flush' | 'probe' | 'last';

export interface Waiter {
  /** The place of the last record that is waited for, in the order in which records were queued. */
  readonly upTo: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly manner: FlushManner;
  readonly resolve: (outcome: FlushOutcome) => void;
}

/** Knows who waits for records to be acknowledged, and how long they have. */
export class Waiters {
  private waiting: Waiter[] = [];

  constructor(private readonly queue: RecordQueue, private readonly clock: Clock) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Whether somebody waits who has no other chance. */
  get includeLast(): boolean {
    return this.waiting.some(({ manner }) => manner === 'last');
  }

  /** Where there is no other chance, a pause must leave time for many more attempts. */
  get longestPauseMs(): number {
    return Math.max(SHORTEST_CAP_MS, this.lastChanceMs / ATTEMPTS_LEFT);
  }

  /** How much time is left where there is no other chance; otherwise Infinity. */
  private get lastChanceMs(): number {
    const deadlines = this.waiting.filter(({ manner }) => manner === 'last').map(({ deadline }) => deadline);
    return deadlines.length === 0 ? Infinity : Math.max(...deadlines) - this.clock.now();
  }

  /**
   * The time that is left for a call, if it must leave some for another. A call that nobody waits for, and a probe, have time. Where there is
   * no other chance, no single call may use the time up. A connection that was idle may be dead; one that brought an answer a moment ago is
   * slow at worst, and to begin again would not help.
   */
  leftForCallMs(isConnectionIdle: boolean): number | undefined {
    const isPressing = this.waiting.some(({ manner }) => manner === 'last' || (manner === 'flush' && isConnectionIdle));
    if (!isPressing) return undefined;
    return Math.max(...this.waiting.map(({ deadline }) => deadline - this.clock.now()));
  }

  add(waiter: Waiter): void {
    this.waiting.push(waiter);
  }

  /** Tells each waiter whose records are acknowledged. The others learn how it ended, if it has ended. */
  settle(otherwise?: FlushOutcome): void {
    for (const waiter of [...this.waiting]) {
      if (!this.queue.hasUpTo(waiter.upTo)) this.resolve(waiter, 'delivered');
      else if (otherwise) this.resolve(waiter, otherwise);
    }
  }

  resolve(waiter: Waiter, outcome: FlushOutcome): void {
    this.waiting = this.waiting.filter((other) => other !== waiter);
    waiter.resolve(outcome);
  }
}
