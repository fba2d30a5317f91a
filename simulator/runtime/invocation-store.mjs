// Which invocation is the running code part of? On Managed Instances many run at once, so only the asynchronous context
// knows; otherwise a callback left over from an earlier invocation logs under the one that is running, as on Lambda.
import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage();
let running;

export function invocations(store, work, exclusive) {
  running = exclusive ? store : undefined;
  return storage.run(store, work);
}

export function current() {
  return running ?? storage.getStore();
}
