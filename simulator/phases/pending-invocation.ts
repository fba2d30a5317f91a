import { ErrorDescription } from '../model/results';
import { Deferred } from '../waiting/deferred';

/** What the runtime answered to one invocation. */
export class PendingInvocation {
  readonly answered = new Deferred<void>();
  error?: ErrorDescription;
  /** When the answer came, by `performance.now()`; 0 before. */
  answeredAt = 0;
  private body?: Buffer;

  answer({ body, error }: { readonly body?: Buffer; readonly error?: ErrorDescription }): void {
    this.body = body;
    this.error = error;
    this.answeredAt = performance.now();
    this.answered.resolve();
  }

  /** The size of the response; undefined without one. */
  get responseBytes(): number | undefined {
    return this.body?.length;
  }

  /** The response, parsed: it is JSON, unless a streaming handler wrote something else. */
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
