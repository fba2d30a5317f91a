import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;

/**
 * Lets go at once of what a large call has left behind: its body as base64, as JSON, as bytes.
 *
 * These lie outside the small heap that V8 watches, so that it waits too long to collect them. To make that heap smaller
 * cures it too (`--max-semi-space-size`), but any flag on the command line makes Node refuse its own code cache, and costs
 * the start-up some 10 ms. A collection of the young generation takes less than a millisecond here.
 *
 * @returns what to call; it does nothing where there is no such collection
 */
export function createYoungGenerationCollector(): () => void {
  // The small heap stays small: it would double whenever a burst fills it, and never shrink.
  setFlagsFromString('--semi-space-growth-factor=1');
  let collect: Collect | undefined;
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      collect = findCollect();
    }
    collect?.({ type: 'minor' });
  };
}

function findCollect(): Collect | undefined {
  try {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    return typeof found === 'function' ? found as Collect : undefined;
  } catch {
    return undefined;
  }
}
