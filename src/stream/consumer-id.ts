import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { IConstruct } from 'constructs';

const PREFIX = 'KinesisTelemetryConsumer-';

/** Returns the id of the construct that `addConsumer` creates under a function. A function can consume several streams, each of them once. */
export function consumerId(stream: kinesis.IStream): string {
  return `${PREFIX}${stream.node.addr.slice(-8)}`;
}

/** Whether `addConsumer` made the function a consumer of the stream. */
export function isConsumerOf(fn: IConstruct, stream: kinesis.IStream): boolean {
  return fn.node.tryFindChild(consumerId(stream)) !== undefined;
}

/** Whether `addConsumer` created the construct. */
export function isInConsumer(construct: IConstruct): boolean {
  return construct.node.scopes.some((scope) => scope.node.id.startsWith(PREFIX));
}
