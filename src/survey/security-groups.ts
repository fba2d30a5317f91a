import { CfnResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { ReadingTime, referencesIn } from './references';

const GROUP = 'AWS::EC2::SecurityGroup';

/** Returns the security group of this app to which an id refers. */
export function securityGroupOf(id: unknown, scope: IConstruct, time: ReadingTime): ec2.CfnSecurityGroup | undefined {
  const { constructs } = referencesIn(id, scope, time);
  const [group] = constructs;
  return constructs.length === 1 && CfnResource.isCfnResource(group) && group.cfnResourceType === GROUP ? group as ec2.CfnSecurityGroup : undefined;
}

/** Returns the L2 of a security group, if it has one. Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
export function l2OfSecurityGroup(group: ec2.CfnSecurityGroup): ec2.SecurityGroup | undefined {
  const { scope } = group.node;
  return scope && 'allowAllOutbound' in scope && scope.node.defaultChild === group ? scope as ec2.SecurityGroup : undefined;
}
