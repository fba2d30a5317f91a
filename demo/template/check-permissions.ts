import { DeployedConsumer, DeployedFunction, DeployedStream, Deployment, DeploymentError } from './deployment';
import { isAllowed } from './permission';
import { STREAM_ARN } from '../../src/settings/settings';

/**
 * The stream that a function's settings name, after a check that its role may write to it.
 * @throws DeploymentError when the setting is missing, names another stream, or the policies do not allow it
 */
export function permittedStream(fn: DeployedFunction, deployment: Deployment): DeployedStream {
  const arn = fn.environment[STREAM_ARN.variable];
  if (arn === undefined) throw new DeploymentError(`${fn.title} has no ${STREAM_ARN.variable} in the template: was telemetry.attachTo called for it?`);
  if (fn.layers.length === 0) throw new DeploymentError(`${fn.title} has no layer in the template: was telemetry.attachTo called for it?`);
  const stream = deployment.streams.find((candidate) => candidate.arn === arn);
  if (!stream) throw new DeploymentError(`${fn.title} writes to ${arn}, which is no stream of the template`);
  const required = [['kinesis:PutRecords', stream.arn], ...(stream.keyArn ? [['kms:GenerateDataKey', stream.keyArn]] : [])];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) {
      throw new DeploymentError(`On AWS ${fn.title} could not write to its stream: ${decision.reason}. The demo stops here, it runs only what the template permits.`);
    }
  }
  return stream;
}

/** @throws DeploymentError when the policies of a consumer do not let Lambda read the stream for it, or tell of what it has given up */
export function checkConsumer({ fn, eventSource, onFailureArn }: DeployedConsumer): void {
  const required = [
    ...['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'].map((action) => [action, eventSource.streamArn]),
    ...onFailureArn === undefined ? [] : [['sqs:SendMessage', onFailureArn]],
  ];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) throw new DeploymentError(`On AWS the stream could not be read for ${fn.title}: ${decision.reason}. The demo stops here, it runs only what the template permits.`);
  }
}
