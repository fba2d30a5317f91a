import { ExtensionArns } from './imported-extension';
import { LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER } from '../resources/parameter-prefix';
import { STREAM_ARN } from '../settings/settings';

/** The end of an error text that says how to configure a function by hand. Names the SSM parameters with the ARNs. */
export function byHandFrom(prefix: string): string {
  const [layer, policy, stream] = [LAYER_ARN_PARAMETER, POLICY_ARN_PARAMETER, STREAM_ARN_PARAMETER].map((name) => prefix + name);
  return `the layer's ARN is in the SSM parameter ${layer}, the ARN of the policy for the function's role in ${policy}, `
    + `and the value of the environment variable ${STREAM_ARN.variable} in ${stream}`;
}

/** The same text with known ARNs. */
export function byHandWith({ layerVersionArn, policyArn, streamArn }: ExtensionArns): string {
  const permission = policyArn === undefined ? 'a policy that allows kinesis:PutRecords on the stream' : `the policy ${policyArn}`;
  return `add the layer ${layerVersionArn}, give the function's role ${permission}, and set the environment variable `
    + `${STREAM_ARN.variable}=${streamArn}`;
}
