import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LayerContents } from './layer-contents';
import { TelemetryPolicy } from './telemetry-policy';

/** The resources of one stack for its attached functions. */
export interface TelemetryResources {
  readonly layer: lambda.ILayerVersion;

  /** Changes with the content of the layer. Undefined if the layer's ARN changes with it, or is known only at deployment. */
  readonly layerContentHash?: string;

  /** What is in the layer. Undefined if another app creates it. */
  readonly layerContents?: LayerContents;

  /** The stream, without references to other stacks if it is imported. */
  readonly stream: kinesis.IStream;

  /** The policy that is added to the roles of this stack. */
  readonly policy: iam.IManagedPolicy;

  /** Returns a policy that can list roles itself, for roles that cannot be changed here. */
  ownPolicy(): TelemetryPolicy;
}

/** Returns the stack whose resources nested stacks share. References to it become parameters of a nested stack, not exports. */
export function outermostStack(stack: Stack): Stack {
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
