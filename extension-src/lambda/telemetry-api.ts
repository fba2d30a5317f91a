import type { LocalApi } from '../host/local-api';

/** AWS recommends this version for every new extension. It includes events of Lambda Managed Instances. */
const SCHEMA_VERSION = '2025-01-29';

/** The status with which local emulators answer. They never send an event. */
const NOT_SUPPORTED = 202;

/**
 * Lambda responds within milliseconds. The init phase, which waits for the extension, ends after ten seconds.
 */
const TIMEOUT_MS = 2_000;

export interface Subscription {
  readonly identifier: string;
  readonly port: number;
  readonly types: readonly string[];
  readonly buffering: { readonly timeoutMs: number; readonly maxBytes: number; readonly maxItems: number };
}

export type SubscriptionResult =
  | { readonly state: 'subscribed' }
  /** No events will arrive, so there is no `platform.runtimeDone` to wait for. */
  | { readonly state: 'unsupported' }
  | { readonly state: 'refused'; readonly answer: string }
  /** There was no response, or there was nothing to subscribe with. */
  | { readonly state: 'failed'; readonly reason: string };

/** Returns the result where an error prevents a subscription. */
export function failedSubscription(error: Error): SubscriptionResult {
  return { state: 'failed', reason: error.message };
}

/**
 * Subscribes to the Telemetry API. Never rejects: an extension that exits before its first `/event/next` fails the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
 */
export async function subscribe(api: LocalApi, { identifier, port, types, buffering }: Subscription): Promise<SubscriptionResult> {
  const answer = await api({
    method: 'PUT',
    timeoutMs: TIMEOUT_MS,
    path: '/2022-07-01/telemetry',
    headers: { 'Lambda-Extension-Identifier': identifier },
    body: JSON.stringify({
      schemaVersion: SCHEMA_VERSION,
      // Platform events steer the extension, even if they are not streamed.
      types: types.includes('platform') ? types : ['platform', ...types],
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` },
      buffering: { maxItems: buffering.maxItems, maxBytes: buffering.maxBytes, timeoutMs: buffering.timeoutMs },
    }),
  }).answer.catch(failedSubscription);
  if ('state' in answer) return answer;
  // The subscription of a previous start in the same environment can still exist.
  if (answer.status === 200 || /already subscribed/i.test(answer.body)) return { state: 'subscribed' };
  if (answer.status === NOT_SUPPORTED) return { state: 'unsupported' };
  return { state: 'refused', answer: `${answer.status} ${answer.body.slice(0, 300)}` };
}
