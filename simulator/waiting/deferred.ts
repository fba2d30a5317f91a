/** A promise that other code resolves. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  settled = false;
  private settle?: (value: T) => void;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  resolve(value: T): void {
    this.settled = true;
    this.settle?.(value);
  }
}

export interface Timer {
  /** Resolves when the time has elapsed. */
  readonly promise: Promise<void>;
  /** After this call the promise never resolves, and the timer does not keep the process alive. */
  cancel(): void;
}

export function after(ms: number): Timer {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.ceil(Math.max(0, ms)));
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
