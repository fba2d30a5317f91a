import { EmittedEvent } from '../model/emitted-event';

/** Long enough for a slow machine: it ends only a test that hangs. */
const WAIT_TIMEOUT_MS = 300_000;

/** The events of one execution environment, in the order of emission. */
export class TelemetryJournal {
  private readonly emitted: EmittedEvent[] = [];
  private readonly listeners = new Set<() => void>();

  get events(): readonly EmittedEvent[] {
    return this.emitted;
  }

  ofType(type: string): EmittedEvent[] {
    return this.emitted.filter((event) => event.type === type);
  }

  /** Returns the events that an extension acknowledged at least once. */
  deliveredTo(extension: string): EmittedEvent[] {
    return this.emitted.filter((event) => event.deliveries.some((delivery) => delivery.extension === extension && delivery.acknowledged > 0));
  }

  /** Returns the events that an extension subscribed to and will never get, with the reason. */
  undeliveredTo(extension: string): { readonly event: EmittedEvent; readonly reason: string }[] {
    return this.emitted.flatMap((event) => event.deliveries
      .filter((delivery) => delivery.extension === extension && delivery.acknowledged === 0 && delivery.undelivered !== undefined)
      .map((delivery) => ({ event, reason: delivery.undelivered ?? '' })));
  }

  /**
   * Resolves as soon as the condition holds. The condition is checked again after each emission and each delivery.
   * @throws if the condition does not hold within the timeout
   */
  async waitUntil(condition: (journal: TelemetryJournal) => boolean, timeoutMs = WAIT_TIMEOUT_MS): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listeners.delete(check);
        reject(new Error(`The condition did not hold within ${timeoutMs} ms: ${String(condition)}`));
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
