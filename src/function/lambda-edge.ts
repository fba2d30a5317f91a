import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AttachableFunction } from './attachable-function';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html */
const EDGE_SERVICE = 'edgelambda.amazonaws.com';

/**
 * Whether the function's role trusts Lambda@Edge. CDK adds this trust to the role of each function that a CloudFront distribution uses. Only
 * for validation, or for roles that CDK creates: the principals of other roles may be lazy.
 */
export function trustsEdge({ roleResource }: AttachableFunction): boolean {
  if (!roleResource) return false;
  const { scope } = roleResource.node;
  // To resolve the document of an L2 would freeze its statements.
  const document: unknown = iam.Role.isRole(scope) ? scope.assumeRolePolicy?.toJSON() : roleResource.assumeRolePolicyDocument;
  return JSON.stringify(Stack.of(roleResource).resolve(document) ?? '').includes(EDGE_SERVICE);
}

/** Like {@link trustsEdge}, but only for a role that CDK has created for the function: its principals are never lazy. */
export function trustsEdgeByConstruction(fn: AttachableFunction): boolean {
  return fn.roleResource?.node.scope?.node.scope === fn.construct && trustsEdge(fn);
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
export function edgeError(path: string): Error {
  return new Error(`${path} is used as Lambda@Edge, which accepts neither layers nor environment variables. Do not attach it`);
}
