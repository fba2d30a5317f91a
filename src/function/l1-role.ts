import { Aws, CfnResource, Fn, Lazy, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sam from 'aws-cdk-lib/aws-sam';
import { FunctionResource, isSamFunction } from './function-resource';
import { roleNameIn } from './near-role';
import { outermostStackOf } from '../stacks/outermost-stack';
import { referencesIn } from '../survey/references';

/** The id of the construct for the role, below the function. */
const ROLE_ID = 'KinesisTelemetryRole';

/** With the path, which is not part of the name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ROLE_ARN = /^[^:]*:[^:]*:iam::[^:]*:role\/(?:[^?]*\/)?([^/?]+)$/;

/** Returns the resource of the role, if the function refers to one of this app. */
export function createdRoleOf({ role, node }: FunctionResource): iam.CfnRole | undefined {
  if (role === undefined) return undefined;
  const { constructs, isReference } = referencesIn(role, node.scope!, 'while building');
  const [resource] = constructs;
  return constructs.length === 1 && isReference && isRole(resource) ? resource : undefined;
}

/**
 * Returns the role of a function without an L2, to attach policies to it: the L2 of the role if there is one, or else a role that is known by its
 * name. Undefined if the template does not say which role it is, as with a parameter.
 */
export function roleOf(fn: FunctionResource): iam.IRole | undefined {
  const created = createdRoleOf(fn);
  const l2 = created?.node.scope;
  if (iam.Role.isRole(l2) && l2.node.defaultChild === created) return l2;
  const existing = fn.node.tryFindChild(ROLE_ID);
  if (existing) return existing as iam.IRole & typeof existing;
  if (created) {
    const isNear = outermostStackOf(created) === outermostStackOf(fn);
    return iam.Role.fromRoleName(fn, ROLE_ID, (isNear || fn.role === undefined ? undefined : roleNameIn(fn.role, created)) ?? nameOf(created));
  }
  if (fn.role === undefined) return isSamFunction(fn) ? iam.Role.fromRoleName(fn, ROLE_ID, roleOfSam(fn)) : undefined;
  if (!Token.isUnresolved(fn.role)) return iam.Role.fromRoleArn(fn, ROLE_ID, fn.role);
  // A function of CloudFormation, such as Fn::Join, is no lazy value, but looks like one.
  const [, name] = ROLE_ARN.exec(referencesIn(fn.role, fn, 'at the end').text) ?? [];
  return name === undefined ? undefined : iam.Role.fromRoleName(fn, ROLE_ID, name);
}

/**
 * Adds the ARN of a managed policy to the policies of the role that SAM creates.
 *
 * @returns false if the policies are known only at deployment
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies
 */
export function addToSamPolicies(fn: sam.CfnFunction, arn: string): boolean {
  const { policies = [] } = fn;
  if (Tokenization.isResolvable(policies) || Token.isUnresolved(policies)) return false;
  const list = Array.isArray(policies) ? policies : [policies];
  if (!list.includes(arn)) fn.policies = [...list, arn];
  return true;
}

/** A policy that lists a role with a condition must not refer to it when there is none. The condition may be set late. */
function nameOf(role: iam.CfnRole): string {
  return Lazy.uncachedString({
    produce: () => {
      const { condition } = role.cfnOptions;
      return condition ? Token.asString(Fn.conditionIf(condition.logicalId, role.ref, Aws.NO_VALUE)) : role.ref;
    },
  });
}

/** SAM gives the role this id. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html */
function roleOfSam(fn: sam.CfnFunction): string {
  return Lazy.uncachedString({ produce: (context) => Token.asString({ Ref: `${String(context.resolve(fn.logicalId))}Role` }) });
}

function isRole(construct: unknown): construct is iam.CfnRole {
  return CfnResource.isCfnResource(construct as CfnResource) && (construct as CfnResource).cfnResourceType === iam.CfnRole.CFN_RESOURCE_TYPE_NAME;
}
