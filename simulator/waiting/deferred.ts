/** A promise that is settled from outside. */
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

/** Resolves after some time; `cancel` makes it never resolve, and lets the process end. */
export function after(ms: number): { readonly promise: Promise<void>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.ceil(Math.max(0, ms)));
  });
  return { promise, cancel: () => clearTimeout(timer) };
}
