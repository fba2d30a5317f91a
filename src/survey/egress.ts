import { CfnResource, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/** The part of a rule that says which ports it opens. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html */
interface Rule {
  readonly ipProtocol?: unknown;
  readonly fromPort?: unknown;
  readonly toPort?: unknown;
}

const GROUP = 'AWS::EC2::SecurityGroup';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const HTTPS = 443;

/** What the security groups among some constructs let out. */
export class Egress {
  private readonly separateRules = new Map<string, Rule[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== EGRESS) continue;
      const rule = construct as ec2.CfnSecurityGroupEgress;
      this.separateRules.set(rule.groupId, [...this.separateRules.get(rule.groupId) ?? [], rule]);
    }
  }

  /** Whether at least one of the groups lets a connection to port 443 out, or is not known. Only for the end of synth: rules are lazy. */
  public mayReachHttps(groups: readonly ec2.ISecurityGroup[]): boolean {
    return groups.length === 0 || groups.some((group) => group.allowAllOutbound || this.hasRule(group));
  }

  private hasRule(group: ec2.ISecurityGroup): boolean {
    const resource = group.node.defaultChild;
    if (!resource || !CfnResource.isCfnResource(resource) || resource.cfnResourceType !== GROUP) return true;
    const inline: unknown = Stack.of(resource).resolve((resource as ec2.CfnSecurityGroup).securityGroupEgress);
    const rules: Rule[] = [...Array.isArray(inline) ? inline : [], ...this.separateRules.get(group.securityGroupId) ?? []];
    return rules.some(opensHttps);
  }
}

function opensHttps({ ipProtocol, fromPort, toPort }: Rule): boolean {
  if (ipProtocol === '-1') return true;
  if (ipProtocol !== 'tcp' && ipProtocol !== '6') return false;
  return !(typeof fromPort === 'number' && fromPort > HTTPS) && !(typeof toPort === 'number' && toPort < HTTPS);
}
