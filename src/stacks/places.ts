import { Token, TokenComparison } from 'aws-cdk-lib';

/** Whether two accounts, or two regions, are the same. Unknown if only one of them is known at synth. */
export type Likeness = 'same' | 'different' | 'unknown';

/** Where something is deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** Compares two environments. Two that are unknown are the same: CDK deploys stacks without an environment to one account and region. */
export function compareEnvironments(one: Environment, other: Environment): { readonly account: Likeness; readonly region: Likeness } {
  return { account: compare(one.account, other.account), region: compare(one.region, other.region) };
}

function compare(one: string, other: string): Likeness {
  switch (Token.compareStrings(one, other)) {
    case TokenComparison.SAME:
    case TokenComparison.BOTH_UNRESOLVED: return 'same';
    case TokenComparison.DIFFERENT: return 'different';
    default: return 'unknown';
  }
}
