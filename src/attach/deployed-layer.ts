import { Fn, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Where `fn.currentVersion` puts what it makes. */
const CURRENT_VERSION_ID = 'CurrentVersion';

/** The last two parts of `arn:aws:lambda:eu-west-1:123456789012:layer:telemetry:7`: a name of up to 140 characters, and a number. */
const LAYER_NAME_PART = 6;
const LAYER_VERSION_PART = 7;

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
const MAX_DESCRIPTION = 256;
const LONGEST_OF_OURS = ' (telemetry layer 1234567890)'.length;

/**
 * Lets the function's current version be published anew with each layer of which only the deployment knows the ARN.
 *
 * The id of the version is made from what is known at synth. But CloudFormation replaces a version whose description changes
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html), so that is where
 * the layer stands. Only for validation: the current version may be made late.
 */
export function publishWithLayer(fn: lambda.Function, layer: lambda.ILayerVersion): void {
  const version = fn.node.tryFindChild(CURRENT_VERSION_ID)?.node.defaultChild;
  if (!(version instanceof lambda.CfnVersion) || !Token.isUnresolved(layer.layerVersionArn)) return;
  const part = (index: number) => Fn.select(index, Fn.split(':', layer.layerVersionArn));
  const { description } = version;
  version.description = description === undefined
    ? `telemetry layer ${part(LAYER_NAME_PART)}:${part(LAYER_VERSION_PART)}`
    // The number alone: with a long name behind it, a long description would get too long.
    : `${shortened(description)} (telemetry layer ${part(LAYER_VERSION_PART)})`;
}

function shortened(description: string): string {
  return Token.isUnresolved(description) ? description : description.slice(0, MAX_DESCRIPTION - LONGEST_OF_OURS);
}
