/** What became of one event for one extension that subscribed to it. */
export interface Delivery {
  readonly extension: string;
  /** The start of the environment's processes that the extension belongs to, from 1. */
  readonly launch: number;
  /** POSTs with this event, failed ones included. */
  readonly attempts: number;
  /** POSTs with this event that the extension answered with 200; more than one is a duplicate. */
  readonly acknowledged: number;
  /** Why it will never be delivered; absent while it waits, and after it was acknowledged. */
  readonly undelivered?: string;
}

/** An event that Lambda emitted: the ground truth to compare with what arrived somewhere. */
export interface EmittedEvent {
  /** Its place in the order of emission, from 0. */
  readonly index: number;
  readonly time: string;
  readonly type: string;
  readonly category: TelemetryCategory;
  /** Its exact JSON text, as delivered. */
  readonly json: string;
  /** The invocation that it belongs to, where the simulator knows. */
  readonly requestId?: string;
  readonly launch: number;
  readonly deliveries: readonly Delivery[];
  /** The record, parsed anew at each read. */
  readonly record: unknown;
}

export type TelemetryCategory = 'platform' | 'function' | 'extension';

export function categoryOf(type: string): TelemetryCategory {
  return type === 'function' || type === 'extension' ? type : 'platform';
}

/** Every event that was emitted in one execution environment, in order. */
export class TelemetryJournal {
  private readonly emitted: EmittedEvent[] = [];
  private readonly listeners = new Set<() => void>();

  get events(): readonly EmittedEvent[] {
    return this.emitted;
  }

  ofType(type: string): EmittedEvent[] {
    return this.emitted.filter((event) => event.type === type);
  }

  /** Events that an extension acknowledged at least once. */
  deliveredTo(extension: string): EmittedEvent[] {
    return this.emitted.filter((event) => event.deliveries.some((delivery) => delivery.extension === extension && delivery.acknowledged > 0));
  }

  /** Events that an extension subscribed to and will never get, with the reason. */
  undeliveredTo(extension: string): { readonly event: EmittedEvent; readonly reason: string }[] {
    return this.emitted.flatMap((event) => event.deliveries
      .filter((delivery) => delivery.extension === extension && delivery.acknowledged === 0 && delivery.undelivered !== undefined)
      .map((delivery) => ({ event, reason: delivery.undelivered ?? '' })));
  }

  /**
   * Resolves as soon as the condition holds; it is asked again after each emission and each delivery.
   * @throws after the time-out
   */
  async waitUntil(condition: (journal: TelemetryJournal) => boolean, timeoutMs = 5000): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listeners.delete(check);
        reject(new Error(`What was waited for did not happen within ${timeoutMs} ms: ${String(condition)}`));
      }, timeoutMs);
      const check = (): void => {
        if (!condition(this)) return;
        clearTimeout(timer);
        this.listeners.delete(check);
        resolve();
      };
      this.listeners.add(check);
    });
  }

  /** @internal */
  add(event: EmittedEvent): void {
    this.emitted.push(event);
    this.changed();
  }

  /** @internal */
  changed(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
