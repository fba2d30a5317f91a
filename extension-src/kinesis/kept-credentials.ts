/** Credentials that are still valid for less than this are renewed while they are used. */
const RENEW_EARLY_MS = 5 * 60_000;

/** What the SDK's providers return. */
interface Expiring {
  readonly expiration?: Date;
}

/**
 * Keeps the credentials of a provider, because the client asks for them three times per call: it fetches them once, and again before they
 * expire.
 *
 * A call waits for new credentials only if the old ones have expired. Otherwise it uses the old ones, so that neither a slow nor a failing
 * endpoint matters as long as they are valid.
 *
 * @param now milliseconds since the epoch
 */
export function keepCredentials<T extends Expiring>(fetch: () => Promise<T>, now: () => number): () => Promise<T> {
  let kept: T | undefined;
  let fetching: Promise<T> | undefined;

  const renew = () => fetching ??= fetch()
    .then((credentials) => kept = credentials)
    .finally(() => { fetching = undefined; });

  return async () => {
    const leftMs = kept === undefined ? 0 : (kept.expiration?.getTime() ?? Infinity) - now();
    if (kept === undefined || leftMs <= 0) return renew();
    if (leftMs < RENEW_EARLY_MS) renew().catch(() => undefined);
    return kept;
  };
}
