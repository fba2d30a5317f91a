import { CfnParameter, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ExtensionArns } from './imported-extension';
import { checkParameterPrefix, LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER } from '../resources/parameter-prefix';

/** CloudFormation reads these parameters in each deployment. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
const TYPE = 'AWS::SSM::Parameter::Value<String>';

/** Returns the ARNs as parameters of the stack. The deployment of the stack reads their values from SSM. */
export function arnsFromParameters(scope: Construct, prefix: string): ExtensionArns {
  const read = (id: string, name: string) => new CfnParameter(scope, id, {
    type: TYPE, default: prefix + name, description: 'The name of an SSM parameter: see cdk-kinesis-telemetry-extension',
  }).valueAsString;
  return {
    layerVersionArn: read('LayerArn', LAYER_ARN_PARAMETER),
    policyArn: read('PolicyArn', POLICY_ARN_PARAMETER),
    streamArn: read('StreamArn', STREAM_ARN_PARAMETER),
  };
}

/** @throws when the prefix is invalid or a token */
export function checkImportedPrefix(construct: string, prefix: string): void {
  if (Token.isUnresolved(prefix)) {
    throw new Error(`${construct}: parameterPrefix must be known at synth time, but is a token. CloudFormation reads the parameters before it `
      + 'resolves other values. Use a literal prefix');
  }
  try {
    checkParameterPrefix(prefix);
  } catch (cause) {
    throw new Error(`${construct}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
