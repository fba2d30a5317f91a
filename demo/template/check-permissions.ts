import { DeployedConsumer, DeployedFunction, DeployedStream, Deployment, DeploymentError } from './deployment';
import { isAllowed } from './permission';
import { STREAM_ARN } from '../../src/settings/settings';

/**
 * Returns the stream of a function, after a check that its role may write to it.
 * @throws DeploymentError when the setting is missing, names another stream, or the policies do not allow it
 */
export function permittedStream(fn: DeployedFunction, deployment: Deployment): DeployedStream {
  const arn = fn.environment[STREAM_ARN.variable];
  if (arn === undefined) throw new DeploymentError(`${fn.title} has no ${STREAM_ARN.variable} in the template. Call telemetry.attachTo for it`);
  if (fn.layers.length === 0) throw new DeploymentError(`${fn.title} has no layer in the template. Call telemetry.attachTo for it`);
  const stream = deployment.streams.find((candidate) => candidate.arn === arn);
  if (!stream) throw new DeploymentError(`${fn.title} writes to ${arn}, which is not a stream of the template`);
  const required = [['kinesis:PutRecords', stream.arn], ...(stream.keyArn ? [['kms:GenerateDataKey', stream.keyArn]] : [])];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) {
      throw new DeploymentError(`On AWS ${fn.title} could not write to its stream: ${decision.reason}. Add the permission to the template`);
    }
  }
  return stream;
}

/** @throws DeploymentError when the policies of a consumer do not allow reading the stream, or sending failed batches to the on-failure destination */
export function checkConsumer({ fn, eventSource, onFailureArn }: DeployedConsumer): void {
  const required = [
    ...['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'].map((action) => [action, eventSource.streamArn]),
    ...onFailureArn === undefined ? [] : [['sqs:SendMessage', onFailureArn]],
  ];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) throw new DeploymentError(`On AWS ${fn.title} could not read the stream: ${decision.reason}. Add the permission to the template`);
  }
}
