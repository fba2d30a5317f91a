import { CfnResource, Stage } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { tryFunctionOf } from '../function/attachable-function';
import { isConsumerOf, isInConsumer } from '../stream/consumer-id';

const EVENT_SOURCE_TYPE = 'AWS::Lambda::EventSourceMapping';

/**
 * Whether the stream invokes the function, by `addConsumer` or another event source, directly or through an alias or a version. Its own
 * telemetry in the stream would then invoke it in an endless loop.
 */
export function readsStream(fn: lambda.Function, stream: kinesis.IStream): boolean {
  // Stages cannot refer to each other, so aliases and versions are in the function's stage.
  return (Stage.of(fn) ?? fn.node.root).node.findAll().some((construct) => standsFor(construct, fn)
    && (isConsumerOf(construct, stream) || hasEventSource(construct, stream)));
}

/** Whether the construct contains an event source for the stream that `addConsumer` did not create. */
export function hasEventSource(construct: IConstruct, stream: kinesis.IStream): boolean {
  return construct.node.findAll().some((child) => isEventSource(child) && child.eventSourceArn === stream.streamArn && !isInConsumer(child));
}

function isEventSource(construct: IConstruct): construct is lambda.CfnEventSourceMapping {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === EVENT_SOURCE_TYPE;
}

function standsFor(construct: IConstruct, fn: lambda.Function): construct is lambda.IFunction {
  return 'functionArn' in construct && tryFunctionOf(construct) === fn;
}
