import type { EventTaker } from './event-taker';
import type { OmittedLedger } from './omitted-ledger';
import { isReasonToKeep } from './outcome';
import type { EndOfRequest } from './outcome';
import { withSampleRate } from './sample-rate';
import { isInShare, traceIdOf } from './share';
import { bytesOf, UndecidedEvents } from './undecided-events';
import type { KeptRun } from './undecided-events';
import type { SamplingSettings } from '../../src/settings/selection/sampling-settings';

/** What is set, with the numbers that depend on more than the setting. */
export interface SamplingRules extends Omit<SamplingSettings, 'minLevel' | 'onlyBelow' | 'bufferMaxBytes'> {
  /** The number of the level from which on a line is a reason to keep its request. Undefined if lines do not matter. */
  readonly minLevel?: number;
  /** The number of the level below which lines are sampled. Undefined if everything that a request has is. */
  readonly onlyBelow?: number;
  /** The limit of undecided events. */
  readonly bufferMaxBytes: number;
}

/** The part of a platform event's record on which a decision depends. */
export interface PlatformRecordOfRequest extends EndOfRequest {
  readonly tracing?: { readonly value?: unknown } | null;
}

export interface SamplingOptions {
  readonly rules: SamplingRules;
  /** Whether the end of a request is told. If not, as on Managed Instances, the share decides at once. */
  readonly tellsEnd: boolean;
  readonly ledger: OmittedLedger;
  readonly next: EventTaker;
  /** Called when more bytes are held. */
  readonly onGrown: () => void;
  /** Called for an error of this code. The events that it concerns are kept. */
  readonly onError: (error: Error) => void;
}

type Decision = 'undecided' | 'kept' | 'kept-by-share' | 'omitted';

interface Request {
  readonly events: UndecidedEvents;
  decision: Decision;
  /** What decides whether it belongs to the share: its id, or that of its trace. */
  key: string;
  isReported: boolean;
}

/** Events of so many requests may follow after the decision: `platform.report`, and late lines. Managed Instances run up to 1,600 at once. */
const MOST_DECIDED = 64;
const MOST_CONCURRENT = 2_000;

/** About what a request takes of V8's memory besides its events. */
const BYTES_PER_REQUEST = 512;

const PLATFORM_PREFIX = 'platform.';
const FUNCTION = 'function';

/** Rules in `telemetry.omitted`. */
const NOT_KEPT = 'not-kept';
const BUFFER_FULL = 'buffer-full';

/**
 * Keeps or omits whole requests. Their events wait until the outcome of the request is known, or a reason to keep it turns up.
 *
 * Later events of a request follow its decision. Events of no request are passed on.
 */
export class Sampling {
  /** By request id, oldest first. */
  private readonly requests = new Map<string, Request>();
  private undecidedBytes = 0;
  private undecided = 0;
  private hasStarted = false;
  private hasEnded = false;

  constructor(private readonly options: SamplingOptions) {}

  /** About the bytes of memory that undecided requests hold. */
  get heldBytes(): number {
    return this.undecidedBytes + this.undecided * BYTES_PER_REQUEST;
  }

  /** Learns from a platform event of a request, before {@link take} gets the event. */
  observe(type: string, requestId: string, record: PlatformRecordOfRequest | undefined): void {
    if (type === 'platform.start') this.started(requestId, record);
    else if (type === 'platform.runtimeDone' || type === 'platform.report') this.ended(requestId, record);
  }

  /**
   * Takes events of one request, or of none.
   *
   * @param levels the levels of the events, from the first on. Undefined if they are not known
   */
  take(
    type: string, body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined, levels?: ArrayLike<number>,
  ): void {
    const { next, rules, tellsEnd } = this.options;
    if (requestId === undefined || this.isAlwaysSent(type)) {
      next.addRun(body, positions, first, count, requestId);
      return;
    }
    const request = this.requestOf(requestId);
    // Its start was missed: what is not told cannot be waited for.
    if (request.decision === 'undecided' && !tellsEnd) this.decideByShare(requestId, request);
    if (rules.onlyBelow === undefined) return this.sample(requestId, request, body, positions, first, count, levels, 0);
    for (let at = 0; at < count;) {
      const isSampled = this.isSampled(levels, at);
      let end = at + 1;
      while (end < count && this.isSampled(levels, end) === isSampled) end++;
      if (isSampled) {
        this.sample(requestId, request, body, positions, first + at, end - at, levels, at);
      } else {
        // What has waited for this reason comes first.
        if (this.reasonIn(levels, at, end - at, request.decision) >= 0) this.decide(requestId, request, 'kept');
        next.addRun(body, positions, first + at, end - at, requestId);
      }
      at = end;
    }
  }

  /** Keeps all requests about which nothing is decided, and from now on each new one. */
  end(): void {
    this.hasEnded = true;
    for (const [requestId, request] of this.requests) if (request.decision === 'undecided') this.decide(requestId, request, 'kept');
  }

  /** Takes events of a request about which it decides. The level of the first one is at `levelsFrom`. */
  private sample(
    requestId: string, request: Request, body: Buffer, positions: Uint32Array, first: number, count: number,
    levels: ArrayLike<number> | undefined, levelsFrom: number,
  ): void {
    let from = first;
    const reasonAt = this.reasonIn(levels, levelsFrom, count, request.decision);
    if (reasonAt >= 0) {
      if (request.decision === 'omitted') {
        this.omit(requestId, request, positions, first, reasonAt);
        from += reasonAt;
      }
      this.decide(requestId, request, 'kept');
    }
    this.follow(requestId, request, body, positions, from, first + count - from);
  }

  private isAlwaysSent(type: string): boolean {
    const { keepPlatformEvents, onlyBelow } = this.options.rules;
    return onlyBelow === undefined ? keepPlatformEvents && type.startsWith(PLATFORM_PREFIX) : type !== FUNCTION;
  }

  /** Whether a line is sampled where only lines below a level are. An unknown level is 0. */
  private isSampled(levels: ArrayLike<number> | undefined, at: number): boolean {
    const level = levels?.[at] ?? 0;
    return level > 0 && level < (this.options.rules.onlyBelow ?? Infinity);
  }

  private started(requestId: string, record: PlatformRecordOfRequest | undefined): void {
    const { rules, tellsEnd } = this.options;
    this.forget(requestId);
    const request = this.requestOf(requestId);
    const isFirst = !this.hasStarted;
    this.hasStarted = true;
    if (rules.by === 'trace') request.key = traceIdOf(record?.tracing?.value) ?? requestId;
    if (request.decision !== 'undecided') return;
    if (!tellsEnd) this.decideByShare(requestId, request);
    else if (isFirst && rules.keep.includes('cold-start')) this.decide(requestId, request, 'kept');
  }

  private ended(requestId: string, record: PlatformRecordOfRequest | undefined): void {
    const request = this.requestOf(requestId);
    if (request.decision !== 'undecided') return;
    if (isReasonToKeep(record ?? {}, this.options.rules)) this.decide(requestId, request, 'kept');
    else this.decideByShare(requestId, request);
  }

  /** Lambda tries a failed asynchronous request again under the same id: that is another request, with an outcome of its own. */
  private forget(requestId: string): void {
    const before = this.requests.get(requestId);
    if (before?.decision === 'undecided') this.decide(requestId, before, 'kept');
    this.requests.delete(requestId);
  }

  private requestOf(requestId: string): Request {
    let request = this.requests.get(requestId);
    if (request === undefined) {
      request = { events: new UndecidedEvents(), decision: this.hasEnded ? 'kept' : 'undecided', key: requestId, isReported: false };
      this.requests.set(requestId, request);
      if (request.decision === 'undecided') this.undecided++;
      this.forgetDecided();
      this.enforceBound();
    }
    return request;
  }

  /** Returns the index of the first line that is a reason to keep the request, or -1 if there is none, or if the request is kept anyway. */
  private reasonIn(levels: ArrayLike<number> | undefined, from: number, count: number, decision: Decision): number {
    const { minLevel } = this.options.rules;
    if (levels === undefined || minLevel === undefined || !this.options.tellsEnd || (decision !== 'undecided' && decision !== 'omitted')) return -1;
    for (let i = 0; i < count; i++) if (levels[from + i] >= minLevel) return i;
    return -1;
  }

  private follow(requestId: string, request: Request, body: Buffer, positions: Uint32Array, first: number, count: number): void {
    const { next, onError } = this.options;
    switch (request.decision) {
      case 'undecided':
        try {
          this.keepUndecided(request, body, positions, first, count);
        } catch (error) {
          // No memory to wait in: what cannot be decided is kept.
          next.addRun(body, positions, first, count, requestId);
          onError(error as Error);
          return;
        }
        this.enforceBound();
        this.options.onGrown();
        return;
      case 'omitted':
        this.omit(requestId, request, positions, first, count);
        return;
      case 'kept':
        next.addRun(body, positions, first, count, requestId);
        return;
      case 'kept-by-share':
        this.passOnSampled(body, positions, first, count, requestId);
    }
  }

  private passOnSampled(body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string): void {
    const { next, onError, rules } = this.options;
    let run: KeptRun;
    try {
      run = withSampleRate(body, positions, first, count, rules.share);
    } catch (error) {
      // No memory for the share: the events without it are better than none.
      next.addRun(body, positions, first, count, requestId);
      onError(error as Error);
      return;
    }
    next.addRun(run.body, run.positions, 0, count, requestId);
  }

  private decideByShare(requestId: string, request: Request): void {
    const { share } = this.options.rules;
    if (!isInShare(request.key, share)) this.decide(requestId, request, 'omitted');
    // Of all requests, each stands for itself.
    else this.decide(requestId, request, share === 1 ? 'kept' : 'kept-by-share');
  }

  private decide(requestId: string, request: Request, decision: Exclude<Decision, 'undecided'>): void {
    if (request.decision === 'undecided') {
      this.undecided--;
      this.undecidedBytes -= request.events.heldBytes;
    }
    request.decision = decision;
    for (const { body, positions, count } of request.events.takeAll()) {
      try {
        this.follow(requestId, request, body, positions, 0, count);
      } catch (error) {
        // An error with some events must not cost the others.
        this.options.onError(error as Error);
      }
    }
  }

  private omit(requestId: string, request: Request, positions: Uint32Array, first: number, count: number): void {
    if (count === 0) return;
    this.options.ledger.add('sampling', NOT_KEPT, count, bytesOf(positions, first, count));
    // Of a request whose lines are left out only in part, the stream tells the rest.
    if (!request.isReported && this.options.rules.onlyBelow === undefined) this.options.ledger.addRequest(requestId);
    request.isReported = true;
  }

  private keepUndecided({ events }: Request, body: Buffer, positions: Uint32Array, first: number, count: number): void {
    const before = events.heldBytes;
    events.add(body, positions, first, count);
    this.undecidedBytes += events.heldBytes - before;
  }

  private enforceBound(): void {
    const { bufferMaxBytes, whenFull } = this.options.rules;
    for (const [requestId, request] of this.requests) {
      if (this.heldBytes <= bufferMaxBytes) return;
      if (request.decision !== 'undecided') continue;
      if (whenFull === 'omit') this.omitOldest(request, bufferMaxBytes);
      // Without events, requests take memory too. Any process in the environment can post the start of one.
      if (this.heldBytes > bufferMaxBytes) this.decide(requestId, request, 'kept');
    }
  }

  private omitOldest({ events }: Request, bufferMaxBytes: number): void {
    while (this.heldBytes > bufferMaxBytes) {
      const before = events.heldBytes;
      const run = events.takeOldest();
      if (run === undefined) return;
      this.undecidedBytes -= before - events.heldBytes;
      this.options.ledger.add('sampling', BUFFER_FULL, run.count, bytesOf(run.positions, 0, run.count));
    }
  }

  /** Forgets the oldest decided requests, if there are too many. */
  private forgetDecided(): void {
    const most = this.options.tellsEnd ? MOST_DECIDED : MOST_CONCURRENT;
    for (const [requestId, { decision }] of this.requests) {
      if (this.requests.size - this.undecided <= most) return;
      if (decision !== 'undecided') this.requests.delete(requestId);
    }
  }
}
