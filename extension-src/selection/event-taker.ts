/** What events are passed on to, with the invocation that they belong to. The delivery is one. */
export interface EventTaker {
  /** Takes the event between `start` (inclusive) and `end` (exclusive) of the body. */
  add(body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog?: boolean): void;
  /** Takes `count` events from the index `first` on. `positions` as `FoundEvents.positions` of the host. */
  addRun(body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined): void;
}
