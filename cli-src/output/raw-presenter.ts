import type { Presenter } from './presenter';
import type { Envelope } from '../../consumer-src';
import type { Invocation } from '../invocations/invocation';
import { textOf } from '../selection/text-filter';

/** The records alone: a log line as the function has printed it, the JSON of everything else. */
export class RawPresenter implements Presenter {
  event(envelope: Envelope): string {
    const text = textOf(envelope);
    return text.endsWith('\n') ? text : `${text}\n`;
  }

  invocation(_: Invocation, events: readonly Envelope[]): string {
    return events.map((envelope) => this.event(envelope)).join('');
  }
}
