import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkKey } from './checks/keys';
import { checkName, LAYER_DESCRIPTION, LAYER_NAME, POLICY_NAME, STREAM_NAME } from './checks/names';
import { KinesisTelemetryExtensionProps } from './kinesis-telemetry-extension-props';
import { checkParameterPrefix } from './resources/parameter-prefix';
import { renderSettings } from './settings/environment';
import { STREAM_ARN_PATTERN } from './settings/settings';
import { checkStreamProps } from './stream/stream';

/** @throws when a prop is out of range or conflicts with another prop; the message begins with the path of the construct */
export function checkProps(construct: IConstruct, props: KinesisTelemetryExtensionProps): void {
  try {
    checkStream(props);
    checkName('layerVersionName', props.layerVersionName, LAYER_NAME);
    checkName('description', props.description, LAYER_DESCRIPTION);
    checkName('policyName', props.policyName, POLICY_NAME);
    if (props.parameterPrefix !== undefined) checkParameterPrefix(props.parameterPrefix);
    renderSettings(props);
  } catch (cause) {
    throw new Error(`${construct.node.path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function checkStream(props: KinesisTelemetryExtensionProps): void {
  const { stream, streamName, streamCapacity, streamRetention, streamEncryptionKey, streamTags, removalPolicy, forDevelopment } = props;
  checkName('streamName', streamName, STREAM_NAME);
  checkStreamProps(props);
  if (!stream) return;
  const streamProps = { streamName, streamCapacity, streamRetention, streamEncryptionKey, streamTags, removalPolicy, forDevelopment };
  for (const [prop, value] of Object.entries(streamProps)) {
    if (value !== undefined) {
      throw new Error(`${prop} is for the stream that the construct creates, but stream is given as well (${stream.node.path}). `
        + `Remove one of the two, or set ${prop} where the given stream is created`);
    }
  }
  checkKey('stream.encryptionKey', stream.encryptionKey);
  if (!Token.isUnresolved(stream.streamArn) && !STREAM_ARN_PATTERN.test(stream.streamArn)) {
    throw new Error(`stream has an invalid ARN (${stream.node.path}): it must be the ARN of a Kinesis stream, such as `
      + `arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got ${JSON.stringify(stream.streamArn)}`);
  }
}
