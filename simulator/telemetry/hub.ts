import { EventRecord } from './event-record';
import { TelemetryJournal } from './journal';
import { Sender } from './sender';
import { Subscriber } from './subscriber';
import { SubscriptionRequest } from './subscription-request';
import { EmittedEvent } from '../model/emitted-event';
import { ResolvedTelemetryOptions } from '../model/environment-options';
import { PausableTimer } from '../waiting/pausable-timer';

export interface EmitOptions {
  /** @default - now */
  readonly time?: Date;
  readonly requestId?: string;
  /** Keeps the event from subscribers until `releaseHeld`. @default false */
  readonly hold?: boolean;
}

/** Takes every event, writes it into the journal, and hands it to whoever subscribed, or will. */
export class TelemetryHub {
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly everSubscribed = new Set<string>();
  private early?: EventRecord[];
  private ofInit: readonly EventRecord[] = [];
  private held: EventRecord[] = [];
  private readonly heldTimer = new PausableTimer();
  private launch = 0;

  constructor(readonly journal: TelemetryJournal, private readonly options: ResolvedTelemetryOptions,
    private readonly onEvent: (event: EmittedEvent) => void) {}

  get subscriptionOpen(): boolean {
    return this.early !== undefined;
  }

  /** The environment's processes start (again): what comes now is kept for those who subscribe later. */
  beginLaunch(launch: number): void {
    this.launch = launch;
    this.subscribers.clear();
    this.early = [];
  }

  /** After every extension's first next, nobody can subscribe. */
  closeSubscription(): void {
    this.ofInit = this.early ?? this.ofInit;
    this.early = undefined;
  }

  /** A restored snapshot gets the events of its init (again). */
  replayInit(): void {
    this.ofInit.forEach((event) => this.distribute(event));
  }

  emit(type: string, record: unknown, options: EmitOptions = {}): void {
    this.emitText(type, JSON.stringify(record), options);
  }

  /** Like `emit`, for a record that is JSON text already. */
  emitText(type: string, record: string, { time = new Date(), requestId, hold = false }: EmitOptions = {}): void {
    const event = new EventRecord({ index: this.journal.events.length, time, type, record, requestId, launch: this.launch });
    if (hold) this.held.push(event);
    else this.distribute(event);
    this.journal.add(event);
    this.onEvent(event);
  }

  /** Lets held events go to the subscribers in a while; that while passes only when the environment is not frozen. */
  releaseHeld(delayMs: number): void {
    // A while that began in an earlier invocation goes on: many short invocations must not put the release off for ever.
    if (this.held.length === 0 || this.heldTimer.running) return;
    const release = (): void => {
      this.heldTimer.clear();
      this.held.splice(0).forEach((event) => this.distribute(event));
      this.journal.changed();
    };
    if (delayMs <= 0) release();
    else this.heldTimer.start(delayMs, release);
  }

  subscribe(extension: string, request: SubscriptionRequest): void {
    const state = this.everSubscribed.has(extension) ? 'Already subscribed' : 'Subscribed';
    this.everSubscribed.add(extension);
    this.subscribers.get(extension)?.close('the extension subscribed again');
    const sender = new Sender(extension, request.destination, this.options, () => this.journal.changed());
    const subscriber = new Subscriber({
      extension,
      launch: this.launch,
      types: request.types,
      buffering: request.buffering,
      queueBytes: this.options.queueBytes,
      dropWhileBusy: this.options.dropWhileBusy,
      onDropped: (droppedRecords, droppedBytes, reason) => this.emit('platform.logsDropped', { droppedBytes, droppedRecords, reason }),
    }, sender);
    this.subscribers.set(extension, subscriber);
    this.early?.forEach((event) => subscriber.enqueue(event));
    this.emit('platform.telemetrySubscription', { name: extension, state, types: request.types });
  }

  /** What has not been delivered to an extension that has ended never will be. */
  extensionEnded(extension: string): void {
    this.subscribers.get(extension)?.close('the extension had exited');
    this.journal.changed();
  }

  freeze(): void {
    this.heldTimer.pause();
    for (const subscriber of this.subscribers.values()) subscriber.freeze();
  }

  thaw(): void {
    this.heldTimer.resume();
    for (const subscriber of this.subscribers.values()) subscriber.thaw();
  }

  close(): void {
    this.heldTimer.clear();
    for (const subscriber of this.subscribers.values()) subscriber.close('the environment was disposed of');
  }

  private distribute(event: EventRecord): void {
    this.early?.push(event);
    for (const subscriber of this.subscribers.values()) subscriber.enqueue(event);
  }
}
