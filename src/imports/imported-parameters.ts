import { Token } from 'aws-cdk-lib';
import { ArnReader } from './imported-extension';
import { checkParameterPrefix, LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER } from '../resources/parameter-prefix';
import { readParameterNamed } from '../stacks/weak-reference';

/** Reads each ARN as a parameter of the stack that needs it. The deployment of the stack reads the values from SSM. */
export function arnsFromParameters(prefix: string): ArnReader {
  return {
    layerVersionArn: (scope) => readParameterNamed(scope, 'LayerArn', prefix + LAYER_ARN_PARAMETER),
    policyArn: (scope) => readParameterNamed(scope, 'PolicyArn', prefix + POLICY_ARN_PARAMETER),
    streamArn: (scope) => readParameterNamed(scope, 'StreamArn', prefix + STREAM_ARN_PARAMETER),
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
