import type { Envelope } from '../../consumer-src';
import type { Invocation } from '../invocations/invocation';
import { learn } from '../invocations/learn';

/** An invocation with its events. */
export interface Trace {
  readonly invocation: Invocation;
  /** In the order in which they were read. Without those that were too many. */
  readonly events: readonly Envelope[];
  /** How many events it has. */
  readonly eventCount: number;
  /** Whether the share of requests that were kept is less than all. */
  readonly isSampled: boolean;
}

export interface TracesProps {
  readonly onTrace: (trace: Trace) => void;
  /** How many invocations are gathered at a time. @default 20000 */
  readonly maxInvocations?: number;
  /** How much of their JSON is in memory, in characters. @default 32 million */
  readonly maxCharacters?: number;
}

interface Open {
  readonly invocation: Invocation;
  readonly events: Envelope[];
  eventCount: number;
  isSampled: boolean;
}

const MAX_INVOCATIONS = 20_000;
const MAX_CHARACTERS = 32_000_000;
/** Of one invocation: the first ones, and behind them platform events. */
const MAX_EVENTS_EACH = 500;
const MAX_WITH_PLATFORM_EVENTS = MAX_EVENTS_EACH + 100;

/**
 * Gathers the events of invocations. An invocation is given at the end, or when there are too many: the one that was silent for longest first.
 * It is not given with its report, because a record that the extension has sent again arrives later.
 */
export class Traces {
  private readonly open = new Map<string, Open>();
  private characters = 0;

  constructor(private readonly props: TracesProps) {}

  add(envelope: Envelope): void {
    const { requestId, type, sampleRate } = envelope;
    if (requestId === undefined) return;
    const trace: Open = this.open.get(requestId)
      ?? { invocation: learn(undefined, requestId, envelope), events: [], eventCount: 0, isSampled: false };
    trace.eventCount++;
    trace.isSampled ||= sampleRate !== undefined;
    if (trace.events.length < (type.startsWith('platform.') ? MAX_WITH_PLATFORM_EVENTS : MAX_EVENTS_EACH)) {
      trace.events.push(envelope);
      this.characters += sizeOf(envelope);
    }
    this.open.delete(requestId);
    this.open.set(requestId, { ...trace, invocation: learn(trace.invocation, requestId, envelope) });
    const { maxInvocations = MAX_INVOCATIONS, maxCharacters = MAX_CHARACTERS } = this.props;
    while (this.open.size > 1 && (this.open.size > maxInvocations || this.characters > maxCharacters)) this.give(this.open.keys().next().value!);
  }

  /** Gives all. */
  end(): void {
    for (const requestId of [...this.open.keys()]) this.give(requestId);
  }

  private give(requestId: string): void {
    const trace = this.open.get(requestId);
    if (!trace) return;
    this.open.delete(requestId);
    for (const event of trace.events) this.characters -= sizeOf(event);
    this.props.onTrace(trace);
  }
}

function sizeOf({ line, record }: Envelope): number {
  return line?.length ?? (typeof record === 'string' ? record.length : JSON.stringify(record).length);
}
