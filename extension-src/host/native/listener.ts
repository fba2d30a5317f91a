import type { Listen, Post } from '../listener';

/** Lambda uses one connection. Of other connections only the latest are remembered. */
const REMEMBERED = 64;

export const listen: Listen = async (onReceived) => {
  /** The last POST of each connection, oldest connection first. */
  const lastPosts = new Map<number, Post>();

  const port = await engine.listen((bytes, id, connection) => {
    const previous = lastPosts.get(connection);
    if (previous) previous.isAnswered = true;
    const body = Buffer.from(bytes.buffer as ArrayBuffer);
    if (id === undefined) {
      onReceived({ body });
      return;
    }
    const post: Post = { id, isAnswered: false };
    lastPosts.set(connection, post);
    if (lastPosts.size > REMEMBERED) forgetOldest(lastPosts);
    onReceived({ body, post });
  }, (reason) => onReceived({ refused: reason }));

  return { port, close: () => engine.closeListener() };
};

function forgetOldest(posts: Map<number, Post>): void {
  for (const oldest of posts.keys()) {
    posts.delete(oldest);
    return;
  }
}
