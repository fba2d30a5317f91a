import { Annotations, Stack } from 'aws-cdk-lib';
import { AttachableFunction } from '../../function/attachable-function';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const MANY_POLICIES_WARNING = 'cdk-kinesis-telemetry-extension:manyManagedPolicies';

/** The quota can be increased. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const DEFAULT_QUOTA = 10;

/** Only for validation: the list of a role's policies must not be read before it is complete. */
export function warnOfManyPolicies({ construct: fn, roleResource: resource }: AttachableFunction): void {
  if (!resource) return;
  const arns: unknown = Stack.of(resource).resolve(resource.managedPolicyArns);
  if (!Array.isArray(arns) || arns.length <= DEFAULT_QUOTA) return;
  Annotations.of(fn).addWarningV2(MANY_POLICIES_WARNING,
    `The role of ${fn.node.path} has ${arns.length} managed policies, including the one for telemetry, but IAM allows ${DEFAULT_QUOTA} by default. `
    + 'Merge some of them, or acknowledge this warning if your account allows more');
}
