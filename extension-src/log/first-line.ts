import type { Registration } from '../lambda/extensions-api';
import type { SubscriptionResult } from '../lambda/telemetry-api';
import { VERSION } from '../process/version';
import type { Settings } from '../settings/settings';

/** Returns the first line of the log: which telemetry goes to which stream, or why none does. */
export function firstLine(settings: Settings, { functionName }: Registration, subscription: SubscriptionResult): string {
  const what = `version ${VERSION}`;
  switch (subscription.state) {
    case 'subscribed': return `${what} streams ${settings.types.join(', ')} telemetry of ${functionName} to ${settings.stream.arn}`;
    case 'unsupported': return `${what} streams nothing: this environment has no Telemetry API (local emulators do not provide one)`;
    case 'refused': return `${what} streams nothing: the Telemetry API refused the subscription with ${subscription.answer}`;
    case 'failed': return `${what} streams nothing: it could not subscribe to the Telemetry API: ${subscription.reason}`;
  }
}
