import type { Registration } from '../lambda/extensions-api';
import type { SubscriptionResult } from '../lambda/telemetry-api';
import { VERSION } from '../process/version';
import type { Settings } from '../settings/settings';

/** What somebody who opens the log wants to know first. */
export function firstLine(settings: Settings, { functionName }: Registration, subscription: SubscriptionResult): string {
  const what = `version ${VERSION}`;
  switch (subscription.state) {
    case 'subscribed': return `${what} streams ${settings.types.join(', ')} telemetry of ${functionName} to ${settings.stream.arn}`;
    case 'unsupported': return `${what} streams nothing: this environment has no Telemetry API, as local emulators have none`;
    case 'refused': return `${what} streams nothing: the Telemetry API refused the subscription with ${subscription.answer}`;
  }
}
