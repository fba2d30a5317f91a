import { Annotations, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AttachableFunction } from '../function/attachable-function';
import { isSamFunction } from '../function/function-resource';
import { RenderedProperties, renderedPropertiesOf } from '../template/rendered-properties';
import { elementsNamedIn } from '../template/template-value';

/** The id is public: apps use it to acknowledge the warning. The documentation of `attachTo` lists it. */
const REPLACED_ROLE_WARNING = 'cdk-kinesis-telemetry-extension:roleReplaced';

/** The list of a resource to which the policy was added: a role, or a function of SAM, whose role SAM creates. */
export interface PolicyList {
  readonly resource: CfnResource;
  readonly policyArn: string;
}

/** Returns an error if the policy is not in the list any more: an override or an assignment has replaced it. Only for validation. */
export function whatIsWrongWithPolicies(path: string, list: PolicyList | undefined): string[] {
  if (!list || contains(list) !== false) return [];
  const { resource } = list;
  return [`${path} was attached, but the ${propertyOf(resource)} of ${resource.node.path} were overwritten afterwards, and the policy for the stream is missing. Add `
    + 'policies with addManagedPolicy, or set the list before you call attachTo'];
}

/**
 * Warns if the function has another role in the template than when it was attached. Only for validation.
 *
 * @param roleArn the role when the function was attached. Undefined if the function had none, as those of SAM
 */
export function warnOfReplacedRole(fn: AttachableFunction, roleArn: string | undefined, { Role }: RenderedProperties, policyArn: string): void {
  const { construct, resource } = fn;
  if (sameInTemplate(Stack.of(resource).resolve(roleArn), Role)) return;
  const roles = elementsNamedIn(Role, resource).filter((element): element is iam.CfnRole => CfnResource.isCfnResource(element));
  if (roles.length === 1 && contains({ resource: roles[0], policyArn }) === true) return;
  Annotations.of(construct).addWarningV2(REPLACED_ROLE_WARNING,
    `${construct.node.path} has another role in the template than when it was attached, so it may have no permission to write to the stream. Set the role `
    + 'before you call attachTo, or add the policy of the extension to that role and acknowledge this warning');
}

/** Undefined if the list is known only at deployment. */
function contains({ resource, policyArn }: PolicyList): boolean | undefined {
  const list = renderedPropertiesOf(resource)[propertyOf(resource)] ?? [];
  const arn: unknown = Stack.of(resource).resolve(policyArn);
  return Array.isArray(list) ? list.some((entry) => sameInTemplate(entry, arn)) : undefined;
}

function propertyOf(resource: CfnResource): 'Policies' | 'ManagedPolicyArns' {
  return 'role' in resource && isSamFunction(resource as AttachableFunction['resource']) ? 'Policies' : 'ManagedPolicyArns';
}

function sameInTemplate(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
