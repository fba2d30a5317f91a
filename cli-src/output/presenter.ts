import type { Envelope } from '../../consumer-src';
import type { Invocation } from '../invocations/invocation';

/** Turns what is shown into text, with a newline at its end; empty for nothing. */
export interface Presenter {
  event(envelope: Envelope): string;
  /** @param isMore whether events of this invocation were shown before */
  invocation(invocation: Invocation, events: readonly Envelope[], isMore: boolean): string;
}
