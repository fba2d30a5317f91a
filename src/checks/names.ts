import { Token } from 'aws-cdk-lib';

/** A rule of AWS for a name. CloudFormation checks it only during the deployment. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly allowed: string;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
export const STREAM_NAME: NameRule = {
  pattern: /^[a-zA-Z0-9_.-]{1,128}$/, allowed: '1 to 128 letters, digits, underscores, periods and hyphens',
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const LAYER_NAME: NameRule = {
  pattern: /^[a-zA-Z0-9_-]{1,140}$/, allowed: '1 to 140 letters, digits, hyphens and underscores',
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export const LAYER_DESCRIPTION: NameRule = { pattern: /^[^]{0,256}$/, allowed: 'at most 256 characters' };

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const POLICY_NAME: NameRule = {
  pattern: /^[\w+=,.@-]{1,128}$/, allowed: '1 to 128 letters, digits and the characters _+=,.@-',
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
export const DASHBOARD_NAME: NameRule = {
  pattern: /^[A-Za-z0-9_-]{1,255}$/, allowed: '1 to 255 letters, digits, hyphens and underscores',
};

/** @throws when the value violates the rule. Tokens are not checked */
export function checkName(prop: string, value: string | undefined, rule: NameRule): void {
  if (value === undefined || Token.isUnresolved(value) || rule.pattern.test(value)) return;
  throw new Error(`${prop} must be ${rule.allowed}, got ${JSON.stringify(value)}`);
}
