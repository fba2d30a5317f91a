import type { Invocation } from './invocation';
import { learn } from './learn';
import type { Envelope } from '../../consumer-src';

export interface GroupsProps {
  /** Takes the events of an invocation. `isMore`: some of them were given before. */
  readonly onInvocation: (invocation: Invocation, events: readonly Envelope[], isMore: boolean) => void;
  /** Takes an event that belongs to no invocation. */
  readonly onEvent: (envelope: Envelope) => void;
  /** How many invocations are remembered. Past it, the one that was silent for longest is given as it is. @default 2000 */
  readonly maxInvocations?: number;
}

interface Group {
  readonly invocation: Invocation;
  /** Events that have not been given yet. */
  readonly events: Envelope[];
  /** Whether some were given. */
  readonly isMore: boolean;
  /** When the function had finished, by the clock of this machine. */
  readonly doneAt?: number;
}

const DEFAULT_MAX_INVOCATIONS = 2_000;
/** An invocation that writes more is shown in parts. */
const MAX_EVENTS = 10_000;
/** Lambda writes an invocation's report when the next one begins: an invocation that was the last is shown without it. */
const WAIT_FOR_REPORT_MS = 10_000;

/** Gathers the events of each invocation until its report has arrived. */
export class Groups {
  /** The one that was silent for longest first. */
  private readonly groups = new Map<string, Group>();

  constructor(private readonly props: GroupsProps) {}

  /**
   * @param envelope tells about the invocation, whether or not it is shown
   * @param shown events of the same invocation, this one and earlier ones
   */
  add(envelope: Envelope, shown: readonly Envelope[], now: number): void {
    const { requestId, type } = envelope;
    if (requestId === undefined) {
      for (const event of shown) this.props.onEvent(event);
      return;
    }
    const { invocation: known, events = [], isMore = false, doneAt }: Partial<Group> = this.groups.get(requestId) ?? {};
    const invocation = learn(known, requestId, envelope);
    for (const event of shown) events.push(event);
    this.groups.delete(requestId);
    this.groups.set(requestId, { invocation, events, isMore, doneAt: doneAt ?? (invocation.status === undefined ? undefined : now) });
    if (type === 'platform.report' || events.length >= MAX_EVENTS) this.give(requestId);
    if (this.groups.size > (this.props.maxInvocations ?? DEFAULT_MAX_INVOCATIONS)) this.forgetOne();
  }

  /** Gives what has waited long enough for a report. */
  tick(now: number): void {
    for (const [requestId, { events, doneAt }] of this.groups) {
      if (events.length > 0 && doneAt !== undefined && now - doneAt >= WAIT_FOR_REPORT_MS) this.give(requestId);
    }
  }

  /** Gives all. */
  end(): void {
    for (const requestId of [...this.groups.keys()]) this.give(requestId);
  }

  private give(requestId: string): void {
    const group = this.groups.get(requestId);
    if (!group || group.events.length === 0) return;
    this.groups.set(requestId, { ...group, events: [], isMore: true });
    this.props.onInvocation(group.invocation, group.events, group.isMore);
  }

  private forgetOne(): void {
    const [oldest] = this.groups.keys();
    this.give(oldest);
    this.groups.delete(oldest);
  }
}
