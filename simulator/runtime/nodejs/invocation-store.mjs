// Returns the invocation that the running code belongs to. On Managed Instances invocations run concurrently, so it comes from the
// asynchronous context. Otherwise it is the running invocation, also for a callback from an earlier one, as on Lambda.
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
