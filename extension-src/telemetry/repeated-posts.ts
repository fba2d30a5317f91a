import { sha256 } from '#host/digest';
import type { Post } from '../host/listener';

/** Lambda repeats a POST before it sends the next one, so few are enough. */
const REMEMBERED = 8;

/**
 * Recognizes a POST that Lambda repeats because it has not got the response: its events have sequence numbers already.
 *
 * Not every equal POST is a repetition: two batches of equal lines of the same millisecond have equal bodies. A sender that has
 * used the connection of the first POST again has got its response, and does not repeat it.
 */
export class RepeatedPosts {
  private recent: Array<{ readonly post: Post; readonly digest: string }> = [];

  /** Returns whether the POST is a repetition, and remembers it. */
  isRepeated(body: Buffer, post: Post): boolean {
    // The id is what the sender says. No other body may be lost for it.
    const digest = sha256(body);
    if (this.recent.some((known) => !known.post.isAnswered && known.post.id === post.id && known.digest === digest)) return true;
    if (this.recent.length === REMEMBERED) this.recent.shift();
    this.recent.push({ post, digest });
    return false;
  }

  /** Forgets all POSTs. After a restore from a snapshot Lambda sends the events of init again, for the new environment. */
  forget(): void {
    this.recent = [];
  }
}
