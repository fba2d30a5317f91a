/** A POST with an id, which is the same if Lambda repeats it. */
export interface Post {
  readonly id: string;
  /** Whether the sender has got the response: it has used the connection again. */
  isAnswered: boolean;
}

/** A body, or the reason why it was discarded. */
export type Received = { readonly body: Buffer; readonly post?: Post } | { readonly refused: string };

/** The header with the id of a POST. AWS's emulator sends the SHA-256 of the body. */
export const ID_HEADER = 'sequence-id';

export interface Listener {
  readonly port: number;
  close(): void;
}

/**
 * Starts the HTTP server to which Lambda posts telemetry.
 *
 * It responds to every POST with 200 before the body is processed: Lambda drops the next batch while it waits for a response,
 * and resends a body forever after any other status.
 *
 * @param onReceived receives each complete body, in order of arrival. An error that it throws is an internal error of the
 * process; Lambda already has its response and does not send the body again
 */
export type Listen = (onReceived: (received: Received) => void) => Promise<Listener>;
