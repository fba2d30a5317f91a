import { ErrorDescription } from '../model/results';
import { Deferred } from '../waiting/deferred';

/** An invocation that the runtime handles, and its response. */
export class PendingInvocation {
  readonly answered = new Deferred<void>();
  error?: ErrorDescription;
  /** When the response arrived, in the time of `performance.now()`; 0 before. */
  answeredAt = 0;
  private body?: Buffer;

  answer({ body, error }: { readonly body?: Buffer; readonly error?: ErrorDescription }): void {
    this.body = body;
    this.error = error;
    this.answeredAt = performance.now();
    this.answered.resolve();
  }

  /** The size of the response in bytes; undefined if there is none. */
  get responseBytes(): number | undefined {
    return this.body?.length;
  }

  /** The parsed response, or its text if a streaming handler wrote something other than JSON. */
  get response(): unknown {
    if (!this.body) return undefined;
    const text = this.body.toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
}
