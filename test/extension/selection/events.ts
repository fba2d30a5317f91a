import { eventBytes } from '../../../extension-src/host/nodejs/event-bytes';
import type { EventTaker } from '../../../extension-src/selection/event-taker';

/** Events in a body, as the intake passes them on. */
export interface Events {
  readonly body: Buffer;
  readonly positions: Uint32Array;
  readonly count: number;
}

export const TIME = '2026-11-20T09:00:00.123Z';

export function eventOf(record: unknown, type = 'function'): string {
  return JSON.stringify({ time: TIME, type, record });
}

/** Returns a body with these events, and spaces and commas between them. */
export function eventsOf(...texts: readonly string[]): Events {
  const body = Buffer.from(`[ ${texts.join(' , ')} ]`);
  const { positions, count } = eventBytes.findEvents(body);
  return { body, positions: positions.slice(), count };
}

/** What was passed on: the text of each event, with its request. */
export class Taken implements EventTaker {
  readonly texts: string[] = [];
  readonly requests: Array<string | undefined> = [];
  readonly members: number[] = [];
  /** Throws after it has taken the events, as the delivery does. */
  failure?: Error;

  add(body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog = false): void {
    this.texts.push(`${isOwnLog ? 'own: ' : ''}${body.toString('utf8', start, end)}`);
    this.requests.push(requestId);
    if (this.failure) throw this.failure;
  }

  addRun(body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined): void {
    for (let i = first; i < first + count; i++) {
      this.texts.push(body.toString('utf8', positions[3 * i], positions[3 * i + 1]));
      this.members.push(positions[3 * i + 2]);
      this.requests.push(requestId);
    }
    if (this.failure) throw this.failure;
  }
}
