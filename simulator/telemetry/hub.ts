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
  /** Whether subscribers get the event only after `releaseHeld`. @default false */
  readonly hold?: boolean;
}

/** Writes every event to the journal and passes it to the extensions that subscribed, or that subscribe later. */
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

  /** Begins a launch. Events from now on are kept for extensions that subscribe later. */
  beginLaunch(launch: number): void {
    this.launch = launch;
    this.subscribers.clear();
    this.early = [];
  }

  /** Ends the time in which extensions can subscribe: every extension called next. */
  closeSubscription(): void {
    this.ofInit = this.early ?? this.ofInit;
    this.early = undefined;
  }

  /** Sends the events of the init again, after a snapshot was restored. */
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

  /** Passes held events to the subscribers after the delay, which pauses while the environment is frozen. */
  releaseHeld(delayMs: number): void {
    // A delay that started in an earlier invocation continues, so that many short invocations cannot postpone the events forever.
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

  /** Marks the remaining events for an extension that ended as undelivered. */
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
    for (const subscriber of this.subscribers.values()) subscriber.close('the environment was disposed');
  }

  private distribute(event: EventRecord): void {
    this.early?.push(event);
    for (const subscriber of this.subscribers.values()) subscriber.enqueue(event);
  }
}
