/** The current turn of the event loop ends; in the next one a new connection is accepted; in the one after, its request is answered. */
const TURNS = 3;

/** Resolves when all requests that have already arrived are answered. A long task awaits this between its parts. */
export async function answering(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
}
