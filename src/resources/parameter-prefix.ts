import { Token } from 'aws-cdk-lib';

export const DEFAULT_PARAMETER_PREFIX = '/telemetry/kinesis';

/** The names after the prefix. They are public: other stacks, teams and tools rely on them. */
export const LAYER_ARN_PARAMETER = '/extension/arn';
export const POLICY_ARN_PARAMETER = '/runtime/policy/arn';
export const STREAM_ARN_PARAMETER = '/stream/arn';
export const KEY_ARN_PARAMETER = '/stream/key/arn';

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html */
const MAX_NAME_LENGTH = 1011;
/** The ARN counts towards the length. `arn:aws-us-gov:ssm:ap-southeast-2:123456789012:parameter` is one of the longest. */
const MAX_ARN_LENGTH = 64;
const MAX_LEVELS = 15;

const LONGEST = POLICY_ARN_PARAMETER;
const MAX_PREFIX_LENGTH = MAX_NAME_LENGTH - MAX_ARN_LENGTH - LONGEST.length;
const MAX_PREFIX_LEVELS = MAX_LEVELS - LONGEST.split('/').length + 1;

/** @throws when Systems Manager would reject a parameter with this prefix */
export function checkParameterPrefix(prefix: string): string {
  if (Token.isUnresolved(prefix)) return prefix;
  const wrong = whatIsWrong(prefix);
  if (wrong) {
    throw new Error(`parameterPrefix ${wrong}, got ${JSON.stringify(prefix)}; use one such as ${DEFAULT_PARAMETER_PREFIX}`);
  }
  return prefix;
}

function whatIsWrong(prefix: string): string | undefined {
  if (!prefix.startsWith('/')) return 'must start with a slash';
  if (prefix.endsWith('/')) return 'must not end with a slash';
  if (prefix.includes('//')) return 'must not have an empty level';
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(prefix)) return 'may only contain letters, digits, and the characters _.-/';
  if (/^\/(aws|ssm)/i.test(prefix)) return 'must not begin with "aws" or "ssm", which are reserved for AWS';
  if (prefix.length > MAX_PREFIX_LENGTH) return `must have at most ${MAX_PREFIX_LENGTH} characters`;
  if (prefix.split('/').length - 1 > MAX_PREFIX_LEVELS) return `must have at most ${MAX_PREFIX_LEVELS} levels`;
  return undefined;
}
