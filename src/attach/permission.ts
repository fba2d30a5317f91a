import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { PolicyList } from './final-permission';
import { AttachableFunction } from '../function/attachable-function';
import { nearRoleOf } from '../function/near-role';
import { TelemetryPolicy } from '../resources/telemetry-policy';
import { TelemetryResources } from '../resources/telemetry-resources';
import { outermostStackOf } from '../stacks/outermost-stack';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const UNCHANGED_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleNotChanged';
const FOREIGN_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleOfAnotherAccount';
const FOREIGN_STREAM_WARNING = 'cdk-kinesis-telemetry-extension:streamOfAnotherAccount';

/**
 * Attaches the policy to the role of the function, or warns that this must be done elsewhere.
 *
 * @returns the list to which it has added the policy; undefined if the policy lists the role
 */
export function permit(fn: AttachableFunction, resources: TelemetryResources): PolicyList | undefined {
  const policyArn = resources.policy.managedPolicyArn;
  const listedIn = resources.policyListsRoles ? undefined : fn.listPolicy(policyArn);
  if (listedIn) return { resource: listedIn, policyArn };
  const { role } = fn;
  if (!role || !iam.Role.isRole(role)) {
    const policy = resources.ownPolicy();
    role?.addManagedPolicy(policy);
    warnOfImportedRole(fn, role, policy);
  } else if (outermostStackOf(role) !== outermostStackOf(fn.construct)) {
    // The function's stack depends on the role's stack. If the role referred to the policy, the stacks would depend on each other.
    const policy = resources.ownPolicy();
    const near = nearRoleOf(fn, policy);
    if (near) policy.attachToRole(near);
  } else if (resources.policyListsRoles || Stack.of(role) !== Stack.of(fn.construct)) {
    resources.ownPolicy().attachToRole(role);
  } else {
    role.addManagedPolicy(resources.policy);
    return fn.roleResource && { resource: fn.roleResource, policyArn };
  }
  return undefined;
}

/** Always warns for a stream in another account: the app cannot check the policies of that account. */
export function warnOfForeignStream(fn: AttachableFunction, stream: kinesis.IStream): void {
  const accounts = [fn.account, stream.env.account];
  if (accounts.some((account) => Token.isUnresolved(account)) || accounts[0] === accounts[1]) return;
  Annotations.of(fn.construct).addWarningV2(FOREIGN_STREAM_WARNING,
    `${fn.construct.node.path} is in account ${accounts[0]} and writes to a stream in account ${accounts[1]}. The stream needs a `
    + 'resource policy that allows the role of the function to call kinesis:PutRecords, and a customer managed key of the '
    + 'stream needs a key policy that allows kms:GenerateDataKey. Call shareStreamWithAccount in the app that creates the stream, '
    + 'or acknowledge this warning if the policies exist');
}

/** An imported role has no list of policies, so the policy lists the role. This does nothing if the role is imported as immutable. */
function warnOfImportedRole(fn: AttachableFunction, role: iam.IRole | undefined, policy: TelemetryPolicy): void {
  if (!role || !policy.isAttachedTo(role)) {
    Annotations.of(fn.construct).addWarningV2(UNCHANGED_ROLE_WARNING,
      `The role of ${fn.construct.node.path} is ${role ? 'imported and cannot be changed here' : 'known only at deployment'}, so the function may have no permission to write `
      + `to the stream. Attach the policy of ${policy.node.path} to the role in the app that defines the role`);
  } else if (role.env.account !== fn.account) {
    Annotations.of(fn.construct).addWarningV2(FOREIGN_ROLE_WARNING,
      `The role of ${fn.construct.node.path} is imported from account ${role.env.account}, and the policy of ${policy.node.path} `
      + 'is attached to it. This works only if the stack is deployed to the same account. Set the account of the stack (env) to make sure');
  }
}
