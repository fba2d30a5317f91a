import { EventHeadReader } from './event-head';
import { scanEvents } from './event-scanner';
import type { InvocationTracker, PlatformRecord } from './invocation-tracker';
import type { Received } from './listener';
import type { TelemetryTypeName } from '../../src/settings/settings';
import type { Totals } from '../delivery/totals';
import { OWN_LINE_START } from '../log/log';

export interface IntakeOptions {
  /** Types to pass on. Platform events steer the extension, so they come in whether they are passed on or not. */
  readonly types: readonly TelemetryTypeName[];
  readonly tracker: InvocationTracker;
  /** Takes over the event that stands in the body from `start` to before `end`. It must not throw. */
  readonly onEvent: (body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog: boolean) => void;
  /** Is told when the environment was restored from a snapshot, before it gets the event that says so. */
  readonly onRestore: () => void;
  /** Is told of a body, or the rest of one, that was no telemetry. */
  readonly onMalformed: (reason: string) => void;
  readonly totals: Totals;
}

const PLATFORM_PREFIX = 'platform.';

/** Takes bodies of the Telemetry API apart, and says of each event which invocation it belongs to. */
export class Intake {
  private readonly heads = new EventHeadReader();
  private readonly passesOn: ReadonlySet<string>;

  constructor(private readonly options: IntakeOptions) {
    this.passesOn = new Set(options.types);
  }

  take(received: Received): void {
    if ('refused' in received) {
      this.malformed(received.refused);
      return;
    }
    const { body } = received;
    const malformed = scanEvents(body, (start, end) => this.event(body, start, end));
    if (malformed !== undefined) this.malformed(malformed);
  }

  private event(body: Buffer, start: number, end: number): void {
    const { tracker, totals, onEvent, onRestore } = this.options;
    const head = this.heads.read(body, start, end);
    if (head === undefined) {
      this.malformed(`no event with a type at byte ${start}`);
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
      if (head.type === 'platform.restoreStart') onRestore();
    } else if (head.type === 'extension') {
      isOwnLog = isOwnLine(body, start, end);
    }
    // A type that we do not know is new, and passed on: whoever asked for everything gets everything.
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

/** An event's record begins within so many bytes. */
const LONGEST_HEAD = 128;

function isOwnLine(body: Buffer, start: number, end: number): boolean {
  return body.subarray(start, Math.min(end, start + LONGEST_HEAD)).includes(OWN_LINE);
}

function parseRecord(body: Buffer, start: number, end: number): PlatformRecord | undefined {
  try {
    const { record } = JSON.parse(body.toString('utf8', start, end)) as { record?: unknown };
    return typeof record === 'object' && record !== null ? record : undefined;
  } catch {
    return undefined;
  }
}
