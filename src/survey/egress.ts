import { CfnResource, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { l2OfSecurityGroup, securityGroupOf } from './security-groups';

/** The part of a rule that says which ports it opens. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html */
interface Rule {
  readonly ipProtocol: unknown;
  readonly fromPort?: unknown;
  readonly toPort?: unknown;
}

const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const HTTPS = 443;
const ALL_PROTOCOLS = '-1';
/** https://www.iana.org/assignments/protocol-numbers/ */
const TCP = ['tcp', '6'];

/** What the security groups among some constructs let out. */
export class Egress {
  private readonly separateRules = new Map<IConstruct, Rule[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== EGRESS) continue;
      const rule = construct as ec2.CfnSecurityGroupEgress;
      const group = securityGroupOf(rule.groupId, rule, 'at the end');
      if (group) this.separateRules.set(group, [...this.separateRules.get(group) ?? [], rule]);
    }
  }

  /**
   * Returns the security groups with the ids if none of them lets a connection to port 443 out. None if one of them does, or is not known. Only for
   * the end of synth: rules are lazy.
   *
   * @param scope the resource with the ids
   */
  public groupsWithoutHttps(ids: readonly string[], scope: IConstruct): IConstruct[] {
    const groups = ids.map((id) => securityGroupOf(id, scope, 'at the end'));
    return groups.some((group) => !group || this.opensHttps(group)) ? [] : groups.flatMap((group) => group ? l2OfSecurityGroup(group) ?? group : []);
  }

  /** Without any rule, CloudFormation lets everything out. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html */
  private opensHttps(group: ec2.CfnSecurityGroup): boolean {
    const inline: unknown = group.stack.resolve(group.securityGroupEgress);
    if (inline !== undefined && !Array.isArray(inline)) return true;
    const rules: unknown[] = [...inline ?? [], ...this.separateRules.get(group) ?? []];
    return rules.length === 0 || rules.some(mayOpenHttps);
  }
}

/** What is known only at deployment may open it. */
function mayOpenHttps(rule: unknown): boolean {
  if (!isRule(rule)) return true;
  const { ipProtocol, fromPort, toPort } = rule;
  if (Token.isUnresolved(ipProtocol) || typeof ipProtocol === 'object') return true;
  if (String(ipProtocol) === ALL_PROTOCOLS) return true;
  if (!TCP.includes(String(ipProtocol))) return false;
  return !(isNumber(fromPort) && fromPort > HTTPS) && !(isNumber(toPort) && toPort < HTTPS);
}

function isRule(rule: unknown): rule is Rule {
  return typeof rule === 'object' && rule !== null && 'ipProtocol' in rule;
}

/** Numbers that are known only at deployment are negative numbers, or objects. */
function isNumber(port: unknown): port is number {
  return typeof port === 'number' && !Token.isUnresolved(port);
}
