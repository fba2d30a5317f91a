import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TelemetryPolicy } from './telemetry-policy';

/** What one stack gives to the functions that are attached in it. */
export interface TelemetryResources {
  readonly layer: lambda.ILayerVersion;

  /** Changes with the content of the layer; undefined where its ARN changes with it, or where only the deployment knows. */
  readonly layerContentHash?: string;

  readonly streamArn: string;

  /** For the roles of this stack. */
  readonly policy: iam.IManagedPolicy;

  /** For the roles that cannot be told about policies: this one can name a role itself. */
  ownPolicy(): TelemetryPolicy;
}

/** Nested stacks hand references on as parameters, without exports: they share what their outermost stack has. */
export function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
