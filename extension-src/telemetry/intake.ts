import { eventBytes } from '#host/event-bytes';
import { EventHeadReader } from './event-head';
import type { EventHead } from './event-head';
import type { InvocationTracker, PlatformRecord } from './invocation-tracker';
import { requestIdInRecord } from './record-request-id';
import { RepeatedPosts } from './repeated-posts';
import { OPEN_BRACE } from '../../consumer-src/json-bytes';
import type { TelemetryTypeName } from '../../src/settings/settings';
import { NUMBERS_OF_POSITION } from '../delivery/packer';
import type { Totals } from '../delivery/totals';
import type { Received } from '../host/listener';
import { NO_ID, requestIdAt, SEVERAL_IDS } from '../host/stated-ids';
import { OWN_LINE_START } from '../log/log';

export interface IntakeOptions {
  /** Types to pass on. Platform events always arrive, because they steer the extension. */
  readonly types: readonly TelemetryTypeName[];
  readonly tracker: InvocationTracker;
  /** Receives the event between `start` (inclusive) and `end` (exclusive) of the body, with its type and the number of its own members. */
  readonly onEvent: (
    body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog: boolean, type: string, members: number,
  ) => void;
  /** Receives log lines of an invocation, or of none: `count` events from the index `first` on. */
  readonly onLines: (body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined) => void;
  /** Called for each platform event before `onEvent` receives it, also if its type is not passed on. */
  readonly onPlatformEvent?: (type: string, requestId: string | undefined, record: PlatformRecord | undefined) => void;
  /** Whether the function uses SnapStart, so that the environment is a copy of a snapshot once it is restored. */
  readonly isSnapStart: boolean;
  /**
   * Called once, when the environment was restored from a snapshot, before `onEvent` receives that event. A process is restored
   * at most once: each copy begins with the memory of the snapshot, which was taken before any restore.
   */
  readonly onRestore: () => void;
  /** Called for a body, or the rest of a body, that is not telemetry. */
  readonly onMalformed: (reason: string) => void;
  /** Called for an error in the code that handles an event. The events after it are handled. */
  readonly onError: (error: Error) => void;
  readonly totals: Totals;
}

/** The numbers of each run, and of each series of lines that state the same: {@link FoundEvents.runs}, {@link EventBytes.statedRequests}. */
const NUMBERS_OF_RUN = 5;

const TIME_BYTES = 24;

const PLATFORM_PREFIX = 'platform.';

/** Only the extension itself writes events of these types. They never come from Lambda. */
const OWN_PREFIX = 'telemetry.';

/** Splits Telemetry API bodies into events and assigns each event to its invocation. */
export class Intake {
  private readonly heads = new EventHeadReader();
  private readonly repeated = new RepeatedPosts();
  private readonly passesOn: ReadonlySet<string>;
  private isRestored = false;

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
    const { positions, count, runs, malformed } = eventBytes.findEvents(body);
    let next = 0;
    for (let run = 0; run < runs.length; run += NUMBERS_OF_RUN) {
      const first = runs[run];
      this.events(body, positions, next, first);
      next = first + runs[run + 1];
      const request = this.options.tracker.requestDuring(timeAt(body, runs[run + 2]), timeAt(body, runs[run + 3]));
      if (!request.isKnown) this.events(body, positions, first, next);
      // A line that is an object may state its request.
      else if (request.id === undefined && runs[run + 4] > 0) this.statingLines(body, positions, first, next);
      else this.lines(body, positions, first, next, request.id);
    }
    this.events(body, positions, next, count);
    if (malformed !== undefined) this.malformed(malformed);
  }

  /** Passes log lines of one invocation, or of none, on, many at once. */
  private lines(body: Buffer, positions: Uint32Array, from: number, to: number, requestId: string | undefined): void {
    if (!this.passesOn.has('function')) return;
    this.options.totals.received += to - from;
    try {
      this.options.onLines(body, positions, from, to - from, requestId);
    } catch (error) {
      this.options.onError(error as Error);
    }
  }

  /** Passes log lines on of which some may state their request, those that state the same at once. */
  private statingLines(body: Buffer, positions: Uint32Array, from: number, to: number): void {
    const { tracker } = this.options;
    const series = eventBytes.statedRequests(body, positions, from, to - from);
    for (let at = 0; at < series.length; at += NUMBERS_OF_RUN) {
      const first = series[at];
      const next = first + series[at + 1];
      const id = series[at + 2];
      // An invocation that Lambda has not reported is another service's request.
      const stated = id !== NO_ID && tracker.hasSeen(requestIdAt(body, id)) ? requestIdAt(body, id) : undefined;
      const times = [timeAt(body, series[at + 3]), timeAt(body, series[at + 4])];
      const isClear = id !== SEVERAL_IDS && (stated === undefined || times.every((time) => tracker.wasRunning(stated, time)));
      if (isClear) this.lines(body, positions, first, next, stated);
      else this.events(body, positions, first, next);
    }
  }

  private events(body: Buffer, positions: Uint32Array, from: number, to: number): void {
    for (let at = from * NUMBERS_OF_POSITION; at < to * NUMBERS_OF_POSITION; at += NUMBERS_OF_POSITION) {
      try {
        this.event(body, positions[at], positions[at + 1], positions[at + 2]);
      } catch (error) {
        this.options.onError(error as Error);
      }
    }
  }

  private event(body: Buffer, start: number, end: number, members: number): void {
    const { tracker, totals, onEvent } = this.options;
    const head = this.heads.read(body, start, end, members);
    if (head === undefined) {
      this.malformed(`event without a type at byte ${start}`);
      return;
    }
    let requestId: string | undefined;
    let category = head.type;
    let isOwnLog = false;
    if (head.type === 'function') {
      // What Lambda's times say cannot be forged by what is printed.
      requestId = tracker.requestAt(head.time) ?? this.statedRequest(body, start, end, head);
    } else if (head.type.startsWith(PLATFORM_PREFIX)) {
      category = 'platform';
      const record = parseRecord(body, start, end);
      requestId = tracker.observe(head.type, head.time, record);
      this.options.onPlatformEvent?.(head.type, requestId, record);
      if (head.type === 'platform.restoreStart') this.restored();
    } else if (head.type === 'extension') {
      isOwnLog = isOwnLine(body, start, end);
    } else if (head.type.startsWith(OWN_PREFIX)) {
      this.malformed(`event of a type that only the extension writes at byte ${start}`);
      return;
    }
    // An unknown type is newer than this code and passed on.
    if (category === 'function' || category === 'extension' || category === 'platform' ? this.passesOn.has(category) : true) {
      totals.received++;
      onEvent(body, start, end, requestId, isOwnLog, head.type, members);
    }
  }

  /** Returns the request id in a JSON log line, if Lambda has reported that this invocation was running at the time of the line. */
  private statedRequest(body: Buffer, start: number, end: number, { recordAt, time }: EventHead): string | undefined {
    if (recordAt === undefined || body[start + recordAt] !== OPEN_BRACE) return undefined;
    return requestIdInRecord(body, start + recordAt, end, (requestId) => this.options.tracker.wasRunning(requestId, time));
  }

  private restored(): void {
    if (this.isRestored || !this.options.isSnapStart) return;
    this.isRestored = true;
    this.repeated.forget();
    this.options.onRestore();
  }

  private malformed(reason: string): void {
    this.options.totals.malformed++;
    this.options.onMalformed(reason);
  }
}

function timeAt(body: Buffer, at: number): string {
  return body.toString('latin1', at, at + TIME_BYTES);
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
