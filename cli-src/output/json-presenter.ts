import type { Presenter } from './presenter';
import type { Envelope } from '../../consumer-src';
import type { Invocation } from '../invocations/invocation';

/** One JSON object a line: an envelope, exactly as it is in the stream, or an invocation with its envelopes. */
export class JsonPresenter implements Presenter {
  event(envelope: Envelope): string {
    return `${jsonOf(envelope)}\n`;
  }

  invocation(invocation: Invocation, events: readonly Envelope[]): string {
    return `${JSON.stringify(invocation).slice(0, -1)},"events":[${events.map(jsonOf).join(',')}]}\n`;
  }
}

function jsonOf(envelope: Envelope): string {
  // A malformed event may not be JSON.
  return envelope.line !== undefined && !envelope.malformed ? envelope.line : JSON.stringify(envelope);
}
