import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { TelemetryPolicy } from '../resources/telemetry-policy';
import { TelemetryResources } from '../resources/telemetry-resources';

/** Warnings are public: an app acknowledges them by these ids, and the documentation of `attachTo` lists them. */
const UNCHANGED_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleNotChanged';
const FOREIGN_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleOfAnotherAccount';
const FOREIGN_STREAM_WARNING = 'cdk-kinesis-telemetry-extension:streamOfAnotherAccount';

/** Gives the policy to the role of the function, or warns that it has to be done elsewhere. */
export function permit(fn: lambda.Function, resources: TelemetryResources): void {
  const { role } = fn;
  if (!role || !iam.Role.isRole(role)) {
    const policy = resources.ownPolicy();
    role?.addManagedPolicy(policy);
    warnOfImportedRole(fn, role, policy);
  } else if (Stack.of(role) === Stack.of(fn)) {
    role.addManagedPolicy(resources.policy);
  } else {
    // The function's stack depends on the role's. Were the role to name the policy, they would depend on each other.
    resources.ownPolicy().attachToRole(role);
  }
}

/** What the other account has to allow cannot be seen from here. */
export function warnOfForeignStream(fn: lambda.Function, stream: kinesis.IStream): void {
  const accounts = [fn.env.account, stream.env.account];
  if (accounts.some((account) => Token.isUnresolved(account)) || accounts[0] === accounts[1]) return;
  Annotations.of(fn).addWarningV2(FOREIGN_STREAM_WARNING,
    `${fn.node.path} is in account ${accounts[0]} and writes to a stream in account ${accounts[1]}. The stream needs a `
    + 'resource policy that allows kinesis:PutRecords to the role of the function, and a customer-managed key of the '
    + 'stream needs a key policy that allows kms:GenerateDataKey: call shareStreamWithAccount where the stream is made; '
    + 'or acknowledge, if that was done');
}

/** An imported role cannot be told about policies: the policy names the role, if the role may be changed at all. */
function warnOfImportedRole(fn: lambda.Function, role: iam.IRole | undefined, policy: TelemetryPolicy): void {
  if (!role || !policy.isAttachedTo(role)) {
    Annotations.of(fn).addWarningV2(UNCHANGED_ROLE_WARNING,
      `The role of ${fn.node.path} is imported and cannot be changed here, so the function may not be allowed to write `
      + `to the stream. Attach the policy of ${policy.node.path} to the role where the role is defined`);
  } else if (role.env.account !== fn.env.account) {
    Annotations.of(fn).addWarningV2(FOREIGN_ROLE_WARNING,
      `The role of ${fn.node.path} is imported from account ${role.env.account}, and the policy of ${policy.node.path} `
      + 'is attached to it: that works only if the stack is deployed to the same account. Give the stack its account to make sure');
  }
}
