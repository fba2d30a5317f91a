import { EventHeadReader } from './event-head';
import { scanEvents } from './event-scanner';
import type { InvocationTracker, PlatformRecord } from './invocation-tracker';
import type { Received } from './listener';
import { RepeatedPosts } from './repeated-posts';
import type { TelemetryTypeName } from '../../src/settings/settings';
import type { Totals } from '../delivery/totals';
import { OWN_LINE_START } from '../log/log';

export interface IntakeOptions {
  /** Types to pass on. Platform events always arrive, because they steer the extension. */
  readonly types: readonly TelemetryTypeName[];
  readonly tracker: InvocationTracker;
  /** Receives the event between `start` (inclusive) and `end` (exclusive) of the body. */
  readonly onEvent: (body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog: boolean) => void;
  /** Called when the environment was restored from a snapshot, before `onEvent` receives that event. */
  readonly onRestore: () => void;
  /** Called for a body, or the rest of a body, that is not telemetry. */
  readonly onMalformed: (reason: string) => void;
  /** Called for an error in the code that handles an event. The events after it are handled. */
  readonly onError: (error: Error) => void;
  readonly totals: Totals;
}

const PLATFORM_PREFIX = 'platform.';

/** Splits Telemetry API bodies into events and assigns each event to its invocation. */
export class Intake {
  private readonly heads = new EventHeadReader();
  private readonly repeated = new RepeatedPosts();
  private readonly passesOn: ReadonlySet<string>;

  constructor(private readonly options: IntakeOptions) {
    this.passesOn = new Set(options.types);
  }

  take(received: Received): void {
    if ('refused' in received) {
      this.malformed(received.refused);
      return;
    }
    const { body, post } = received;
    if (post && this.repeated.isRepeated(body, post)) return;
    const malformed = scanEvents(body, (start, end) => {
      try {
        this.event(body, start, end);
      } catch (error) {
        this.options.onError(error as Error);
      }
    });
    if (malformed !== undefined) this.malformed(malformed);
  }

  private event(body: Buffer, start: number, end: number): void {
    const { tracker, totals, onEvent, onRestore } = this.options;
    const head = this.heads.read(body, start, end);
    if (head === undefined) {
      this.malformed(`event without a type at byte ${start}`);
      return;
    }
    let requestId: string | undefined;
    let category = head.type;
    let isOwnLog = false;
    if (head.type === 'function') {
      requestId = tracker.requestAt(head.time);
    } else if (head.type.startsWith(PLATFORM_PREFIX)) {
      category = 'platform';
      requestId = tracker.observe(head.type, head.time, parseRecord(body, start, end));
      if (head.type === 'platform.restoreStart') {
        this.repeated.forget();
        onRestore();
      }
    } else if (head.type === 'extension') {
      isOwnLog = isOwnLine(body, start, end);
    }
    // An unknown type is newer than this code and passed on.
    if (category === 'function' || category === 'extension' || category === 'platform' ? this.passesOn.has(category) : true) {
      totals.received++;
      onEvent(body, start, end, requestId, isOwnLog);
    }
  }

  private malformed(reason: string): void {
    this.options.totals.malformed++;
    this.options.onMalformed(reason);
  }
}

const OWN_LINE = `"record":"${OWN_LINE_START}`;

/** The record of an event begins within this many bytes. */
const MAX_HEAD_BYTES = 128;

function isOwnLine(body: Buffer, start: number, end: number): boolean {
  return body.subarray(start, Math.min(end, start + MAX_HEAD_BYTES)).includes(OWN_LINE);
}

function parseRecord(body: Buffer, start: number, end: number): PlatformRecord | undefined {
  try {
    const { record } = JSON.parse(body.toString('utf8', start, end)) as { record?: unknown };
    return typeof record === 'object' && record !== null ? record : undefined;
  } catch {
    return undefined;
  }
}
