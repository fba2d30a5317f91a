import type { EmittedEvent } from '../../simulator';

/** Which requests an extension keeps. Independent of the extension's own code. */
export interface KeptRequests {
  readonly outcomes: ReadonlyArray<'error' | 'timeout' | 'out-of-memory'>;
  readonly slowerThanMs: number;
  /** Of all others, this share; between 0 and 1 it is not known which. */
  readonly share: number;
  /** Requests with more bytes are more than the undecided ones may take. They are kept, or lose their oldest events. */
  readonly undecidedBytes: number;
  readonly whenFull: 'keep' | 'omit';
}

/** What must have become of a request: it is in the stream as a whole or not at all, or it is kept without its oldest events. */
type Fate = 'whole' | 'none' | 'whole-or-none' | 'newest';

/** A request that lost its oldest events has at least so many of its newest. */
const NEWEST = 30;

/** The events that the extension acknowledged, by request. */
export interface RequestEvents {
  readonly requestId: string;
  readonly events: readonly EmittedEvent[];
}

/** Groups events by their request. Events of no request are left out. */
export function byRequest(events: readonly EmittedEvent[]): RequestEvents[] {
  const requests = new Map<string, EmittedEvent[]>();
  for (const event of events) {
    if (event.requestId === undefined) continue;
    const there = requests.get(event.requestId);
    if (there) there.push(event);
    else requests.set(event.requestId, [event]);
  }
  return [...requests].map(([requestId, all]) => ({ requestId, events: all }));
}

/**
 * Returns the problems of requests that are only partly in the stream, or not as their outcome asks for.
 *
 * @param missingOf returns how many of these texts are not in the stream
 * @param named the requests that the stream names as left out
 */
export function problemsOfRequests(
  requests: readonly RequestEvents[], kept: KeptRequests, missingOf: (texts: readonly string[]) => number, named: ReadonlySet<string>,
): string[] {
  const lastOfLaunch = new Map(requests.map(({ requestId, events }) => [events[0].launch, requestId]));
  return requests.flatMap((request, index) => {
    const { requestId, events } = request;
    const isLast = lastOfLaunch.get(events[0].launch) === requestId;
    const fate = fateOf(request, kept, isLast);
    const texts = events.map(({ json }) => json);
    const missing = missingOf(texts);
    const problem = (must: string) => [
      `request ${requestId}, number ${index + 1} of ${requests.length}, must be ${must}: ${missing} of its ${texts.length} events are missing`,
    ];
    if (fate === 'newest') return missingOf(texts.slice(-NEWEST)) > 0 ? problem(`in the stream with its newest ${NEWEST} events`) : [];
    if (fate === 'whole' && missing > 0) return problem('in the stream as a whole');
    if (fate === 'none' && missing < texts.length) return problem('left out as a whole');
    if (missing > 0 && missing < texts.length) return problem('in the stream as a whole or not at all');
    if (missing > 0 !== named.has(requestId)) return [`request ${requestId} must ${missing > 0 ? '' : 'not '}be named as left out`];
    return [];
  });
}

/** @param isLast whether the extension may have waited in vain at SHUTDOWN for the end of the request, and kept it */
function fateOf({ events }: RequestEvents, { outcomes, slowerThanMs, share, undecidedBytes, whenFull }: KeptRequests, isLast: boolean): Fate {
  const end = events.find(({ type }) => type === 'platform.runtimeDone')?.record as
    { status: string; errorType?: string; metrics: { durationMs: number } } | undefined;
  const waited = events.filter(({ type }) => type !== 'platform.report').reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
  const isFull = waited > undecidedBytes;
  if (isFull && whenFull === 'keep') return 'whole';
  // What is undecided when the environment ends is kept.
  const isKept = end === undefined
    || end.metrics.durationMs > slowerThanMs
    || (end.status === 'timeout' ? outcomes.includes('timeout') : end.status !== 'success' && outcomes.includes('error'))
    || (['Runtime.OutOfMemory', 'Runtime.ExitError'].includes(end.errorType ?? '') && outcomes.includes('out-of-memory'));
  if (isKept) return isFull ? 'newest' : 'whole';
  if (share === 0) return isLast && !isFull ? 'whole-or-none' : 'none';
  return share === 1 ? 'whole' : 'whole-or-none';
}
