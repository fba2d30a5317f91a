import { Duration, Size, Stack } from 'aws-cdk-lib';
import { FlushStrategy, KinesisTelemetryExtension, StreamCapacity, TelemetryType, UndeliveredEvents } from 'cdk-kinesis-telemetry-extension';

declare const stack: Stack;

new KinesisTelemetryExtension(stack, 'Telemetry', {
  streamCapacity: StreamCapacity.provisioned(2),
  streamRetention: Duration.days(3),
  telemetryTypes: [TelemetryType.PLATFORM, TelemetryType.FUNCTION],
  buffering: { timeout: Duration.millis(100), maxItems: 2000 },
  flushStrategy: FlushStrategy.endOfInvocation(),
  bufferMaxSize: Size.mebibytes(16),
  undeliveredEvents: UndeliveredEvents.LOG,
  attributes: { team: 'shop' },
});
