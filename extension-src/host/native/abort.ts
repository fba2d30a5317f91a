/**
 * The part of AbortController and AbortSignal that the extension uses.
 *
 * @see https://dom.spec.whatwg.org/#interface-abortcontroller
 */
export class NativeAbortSignal {
  aborted = false;
  reason: unknown;
  private listeners: Array<() => void> = [];

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners = this.listeners.filter((other) => other !== listener);
  }

  /** To be called by the controller. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners.splice(0)) listener();
  }
}

export class NativeAbortController {
  readonly signal = new NativeAbortSignal();

  abort(reason: unknown = new Error('This operation was aborted')): void {
    this.signal.abort(reason);
  }
}
