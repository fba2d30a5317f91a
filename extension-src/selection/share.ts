/** https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const TWO_TO_32 = 2 ** 32;

/**
 * Whether an id belongs to the share. Every environment decides the same: it depends on the characters of the id alone.
 *
 * The hash is FNV-1a with the finalizer of MurmurHash3, which spreads the last characters over all bits. A larger share contains a
 * smaller one.
 *
 * @param share from 0 (no id) to 1 (every id)
 */
export function isInShare(id: string, share: number): boolean {
  return hashOf(id) < share * TWO_TO_32;
}

/** Returns 32 bits. */
function hashOf(id: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), FNV_PRIME);
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) >>> 0;
}

/**
 * Returns the id of the trace in an X-Ray header: the same for all functions of one trace.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceIdOf(header: unknown): string | undefined {
  return typeof header === 'string' ? /(?:^|;)Root=([^;]+)/.exec(header)?.[1] : undefined;
}
