import { Stack } from 'aws-cdk-lib';
import { TelemetryLayer } from './telemetry-layer';
import { TelemetryPolicy } from './telemetry-policy';

/** What one stack gives to the functions that are attached in it. */
export interface TelemetryResources {
  readonly layer: TelemetryLayer;
  readonly policy: TelemetryPolicy;
}

/** Nested stacks hand references on as parameters, without exports: they share what their outermost stack has. */
export function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
