import { Stack, Stage, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The names that only one extension can have. Undefined if CloudFormation generates them. */
export interface UniqueNames {
  readonly owner: Construct;
  readonly parameterPrefix: string;
  readonly streamName?: string;
  readonly policyName?: string;
}

/** A name, where it must be unique, and how an error speaks of it. */
interface Rule {
  readonly prop: 'parameterPrefix' | 'streamName' | 'policyName';
  readonly where: readonly ('account' | 'region')[];
  readonly shared: (name: string) => string;
}

/** Policies are the same in all regions of an account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const RULES: readonly Rule[] = [
  { prop: 'parameterPrefix', where: ['account', 'region'], shared: (name) => `SSM parameters (${name}/…) in the same account and region` },
  { prop: 'streamName', where: ['account', 'region'], shared: (name) => `streamName (${name}) in the same account and region` },
  { prop: 'policyName', where: ['account'], shared: (name) => `policyName (${name}) in the same account, whose regions share all policies` },
];

/** Returns an error for each name that the extension shares with another one, which the deployment would find too late. */
export function whatIsWrongWithNames(one: UniqueNames, others: readonly UniqueNames[]): string[] {
  return others.filter(({ owner }) => owner !== one.owner).flatMap((other) => RULES.flatMap(({ prop, where, shared }) => {
    const name = one[prop];
    if (name === undefined || name !== other[prop] || !deploysToSame(one.owner, other.owner, where)) return [];
    return [`${one.owner.node.path} and ${other.owner.node.path} use the same ${shared(name)}. Give one of them another ${prop}`];
  }));
}

/** Stacks without an environment are deployed to the environment of their stage. Two stages may be deployed to two accounts. */
function deploysToSame(one: Construct, other: Construct, where: Rule['where']): boolean {
  const [a, b] = [Stack.of(one), Stack.of(other)];
  if (where.some((part) => a[part] !== b[part])) return false;
  return Stage.of(one) === Stage.of(other) || !where.some((part) => Token.isUnresolved(a[part]));
}
