import { Fn, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';

/** The id of the construct that `fn.currentVersion` creates. */
const CURRENT_VERSION_ID = 'CurrentVersion';

/** The last two parts of `arn:aws:lambda:eu-west-1:123456789012:layer:telemetry:7`: a name with up to 140 characters, and a number. */
const LAYER_NAME_PART = 6;
const LAYER_VERSION_PART = 7;

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
const MAX_DESCRIPTION = 256;
const LONGEST_SUFFIX = ' (telemetry layer 1234567890)'.length;

/**
 * Publishes a new current version of the function with each layer version, if the layer's ARN is known only at deployment.
 *
 * The logical id of the version depends only on values that are known at synth time. But CloudFormation replaces a version when its
 * description changes (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html), so the
 * description names the layer. Only for validation: the current version may be created late.
 *
 * @param published the version whose description names the layer already, by an earlier synth of the same app
 * @returns the version whose description names the layer now
 */
export function publishWithLayer(fn: IConstruct, layer: lambda.ILayerVersion, published?: lambda.CfnVersion): lambda.CfnVersion | undefined {
  const version = fn.node.tryFindChild(CURRENT_VERSION_ID)?.node.defaultChild;
  if (!(version instanceof lambda.CfnVersion) || !Token.isUnresolved(layer.layerVersionArn) || version === published) return published;
  const part = (index: number) => Fn.select(index, Fn.split(':', layer.layerVersionArn));
  const { description } = version;
  version.description = description === undefined
    ? `telemetry layer ${part(LAYER_NAME_PART)}:${part(LAYER_VERSION_PART)}`
    // Only the number: with a long layer name, the description could become too long.
    : `${shortened(description)} (telemetry layer ${part(LAYER_VERSION_PART)})`;
  return version;
}

function shortened(description: string): string {
  return Token.isUnresolved(description) ? description : description.slice(0, MAX_DESCRIPTION - LONGEST_SUFFIX);
}
