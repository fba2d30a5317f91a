import { Fn, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AttachableFunction } from './attachable-function';
import { outermostStackOf } from '../stacks/outermost-stack';

/**
 * Returns the function's role, for a policy in the stack of the function that lists the role.
 *
 * The stack of a function imports the ARN of a role in another stack. The name of the role would be a second import, which only this policy
 * needs: when the function is detached, CloudFormation could not delete the export. So the name is taken from the ARN.
 */
export function nearRoleOf({ construct, role }: AttachableFunction, scope: Construct): iam.IRole | undefined {
  if (!role || !iam.Role.isRole(role) || outermostStackOf(role) === outermostStackOf(construct)) return role;
  const name = roleNameIn(role.roleArn, role.node.defaultChild as iam.CfnRole);
  return name === undefined ? role : iam.Role.fromRoleName(scope, `RoleOf-${construct.node.addr.slice(-8)}`, name);
}

/** Returns the name in the ARN of a role; undefined if it is unknown where it begins. `arn:aws:iam::123456789012:role/path/of/the/role/name` */
export function roleNameIn(roleArn: string, { path = '/' }: iam.CfnRole): string | undefined {
  if (Token.isUnresolved(path)) return undefined;
  return Fn.select(path.split('/').filter((part) => part !== '').length + 1, Fn.split('/', roleArn));
}
