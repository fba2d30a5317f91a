import type { SubscriptionResult } from '../../../extension-src/lambda/telemetry-api';
import { firstLine } from '../../../extension-src/log/first-line';
import { readSettings } from '../../../extension-src/settings/settings';

// The bundler sets the version.
jest.mock('../../../extension-src/process/version', () => ({ VERSION: '1.2.3' }));

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

test.each<[SubscriptionResult, string]>([
  [{ state: 'subscribed' }, `streams platform, function telemetry of orders to ${STREAM}`],
  [{ state: 'unsupported' }, 'streams nothing: this environment has no Telemetry API (local emulators do not provide one)'],
  [{ state: 'refused', answer: '403 closed' }, 'streams nothing: the Telemetry API refused the subscription with 403 closed'],
  [{ state: 'failed', reason: 'EMFILE' }, 'streams nothing: it could not subscribe to the Telemetry API: EMFILE'],
])('the first line of the log contains the version and what the extension does: %j', (subscription, said) => {
  const settings = readSettings({ KINESIS_TELEMETRY_STREAM_ARN: STREAM, KINESIS_TELEMETRY_TYPES: 'platform,function' }, { memorySizeMB: 128, isManagedInstance: false });
  expect(firstLine(settings, { identifier: 'id', functionName: 'orders', functionVersion: '7' }, subscription)).toBe(`version 1.2.3 ${said}`);
});
