import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newFunction, newStack, propertiesIn } from '../fixtures';

function warningsIn(stack: Stack, id: string): string[] {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-kinesis-telemetry-extension:${id}`)).map(({ entry }) => String(entry.data));
}

describe('allowAllOutbound: false', () => {
  function warningsWith(allow: (fn: lambda.Function, vpc: ec2.Vpc, telemetry: KinesisTelemetryExtension) => void): string[] {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const fn = newFunction(stack, 'Function', { vpc, allowAllOutbound: false });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn);
    allow(fn, vpc, telemetry);
    return warningsIn(stack, 'noEgressToKinesis');
  }

  test('without a rule for port 443 is a warning', () => {
    expect(warningsWith((fn) => fn.connections.allowToAnyIpv4(ec2.Port.tcp(5432)))).toEqual([expect.stringMatching(
      '^Stack/Function has only security groups that let nothing out to port 443 \\(Stack/Function/SecurityGroup\\)')]);
  });

  test.each<[what: string, allow: Parameters<typeof warningsWith>[0]]>([
    ['a rule for port 443', (fn) => fn.connections.allowToAnyIpv4(ec2.Port.HTTPS)],
    ['a rule for all traffic to a network', (fn) => fn.connections.allowTo(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.allTraffic())],
    ['a rule for the endpoint', (fn, vpc, telemetry) => fn.connections.allowTo(telemetry.addVpcEndpoint(vpc), ec2.Port.tcpRange(400, 500))],
    ['another security group, of another app', (fn) => {
      const resource = fn.node.defaultChild as lambda.CfnFunction;
      const vpcConfig = resource.vpcConfig as lambda.CfnFunction.VpcConfigProperty;
      resource.vpcConfig = { ...vpcConfig, securityGroupIds: [...vpcConfig.securityGroupIds!, 'sg-1'] };
    }],
  ])('with %s is no warning', (_, allow) => {
    expect(warningsWith(allow)).toEqual([]);
  });

  test.each(['attach first', 'attach last'])('%s: addVpcEndpoint lets the function connect to the endpoint, and to nothing else', (order) => {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const fn = newFunction(stack, 'Function', { vpc, allowAllOutbound: false });
    newFunction(stack, 'NotAttached', { vpc, allowAllOutbound: false });
    newFunction(stack, 'Elsewhere', { vpc: new ec2.Vpc(stack, 'Other', { natGateways: 1 }), allowAllOutbound: false });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const attach = () => telemetry.attachToAll(stack, { exclude: [stack.node.findChild('NotAttached')] });
    if (order === 'attach first') attach();
    const [endpointGroup] = telemetry.addVpcEndpoint(vpc).connections.securityGroups;
    if (order === 'attach last') attach();
    const [group] = fn.connections.securityGroups;
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([expect.objectContaining({
      GroupId: stack.resolve(group.securityGroupId), DestinationSecurityGroupId: stack.resolve(endpointGroup.securityGroupId), IpProtocol: 'tcp', FromPort: 443, ToPort: 443,
    })]);
    expect(warningsIn(stack, 'noEgressToKinesis')).toEqual([expect.stringMatching('^Stack/Elsewhere has only')]);
  });

  test('in another stack than the endpoint is a warning: the group would be an export that blocks deployments', () => {
    const app = new App();
    const [network, stack] = ['Network', 'Stack'].map((id) => newStack({ env: IRELAND }, app, id));
    const vpc = new ec2.Vpc(network, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'Function', { vpc, allowAllOutbound: false }));
    telemetry.addVpcEndpoint(vpc);
    expect(warningsIn(stack, 'noEgressToKinesis')).toHaveLength(1);
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });
});

describe('the security groups of a function without an L2', () => {
  const rule = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port, cidrIp: '0.0.0.0/0' });

  function attachedWith(newGroups: (stack: Stack, vpc: ec2.Vpc) => string[]) {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const fn = new lambda.CfnFunction(stack, 'Function', {
      code: { zipFile: '-' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 512, timeout: 30, role: role.roleArn,
      vpcConfig: { subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId), securityGroupIds: newGroups(stack, vpc) },
    });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn);
    return { stack, vpc, telemetry };
  }

  test.each<[what: string, newGroups: (stack: Stack, vpc: ec2.Vpc) => string[], path: string]>([
    ['an L2 with allowAllOutbound: false', (stack, vpc) => [new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false }).securityGroupId], 'Stack/Group'],
    ['an L1 with another rule', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(5432)],
    }).attrGroupId], 'Stack/Group'],
    ['an L1 with a separate rule', (stack, vpc) => {
      const group = new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-' });
      new ec2.CfnSecurityGroupEgress(stack, 'Rule', { groupId: group.ref, ...rule(5432) });
      return [group.attrGroupId];
    }, 'Stack/Group'],
    ['a group that is named by its logical id', (stack, vpc) => {
      new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(80)] });
      return [Fn.getAtt('Group', 'GroupId').toString()];
    }, 'Stack/Group'],
  ])('%s, without a rule for port 443, is a warning', (_, newGroups, path) => {
    expect(warningsIn(attachedWith(newGroups).stack, 'noEgressToKinesis')).toEqual([expect.stringMatching(
      `^Stack/Function has only security groups that let nothing out to port 443 \\(${path}\\)`)]);
  });

  test.each<[what: string, newGroups: (stack: Stack, vpc: ec2.Vpc) => string[]]>([
    ['an L1 without rules, which lets everything out', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-' }).attrGroupId]],
    ['an L1 with a rule for port 443', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(443)],
    }).attrGroupId]],
    ['a protocol that is a parameter', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [{ ...rule(80), ipProtocol: new CfnParameter(stack, 'Protocol').valueAsString }],
    }).attrGroupId]],
    ['a rule that is known only at deployment', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [Fn.conditionIf('A', rule(80), rule(443))],
    }).attrGroupId]],
    ['a port that is a parameter', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [{ ...rule(80), fromPort: new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber, toPort: 999 }],
    }).attrGroupId]],
    ['a second group, of another app,', (stack, vpc) => [new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false }).securityGroupId, 'sg-1']],
    ['a list of groups that is a parameter', (stack) => new CfnParameter(stack, 'Groups', { type: 'List<AWS::EC2::SecurityGroup::Id>' }).valueAsList],
  ])('%s is no warning', (_, newGroups) => {
    expect(warningsIn(attachedWith(newGroups).stack, 'noEgressToKinesis')).toEqual([]);
  });

  test('with an L2, addVpcEndpoint lets them connect to the endpoint', () => {
    const { stack, vpc, telemetry } = attachedWith((scope, inVpc) => [new ec2.SecurityGroup(scope, 'Group', { vpc: inVpc, allowAllOutbound: false }).securityGroupId]);
    telemetry.addVpcEndpoint(vpc);
    expect(warningsIn(stack, 'noEgressToKinesis')).toEqual([]);
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443 })]);
  });
});

describe('a VPC that has an endpoint for Kinesis', () => {
  const vpcIn = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const service = ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS;

  test('needs no other one: addVpcEndpoint is an error that names the first', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    vpc.addInterfaceEndpoint('Theirs', { service });
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc)).toThrow(
      'Stack/Telemetry, addVpcEndpoint for Stack/Vpc: the VPC already has an endpoint for Kinesis (Stack/Vpc/Theirs), which the extension uses');
  });

  test('that another extension has added needs no other one', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'One', { parameterPrefix: '/one' }).addVpcEndpoint(vpc);
    expect(() => new KinesisTelemetryExtension(stack, 'Two').addVpcEndpoint(vpc)).toThrow('the VPC already has an endpoint for Kinesis (Stack/One/VpcEndpoint-');
  });

  test('without an L2 is named by its path', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new ec2.CfnVPCEndpoint(stack, 'Bare', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.kinesis-streams', vpcEndpointType: 'Interface', privateDnsEnabled: true });
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc)).toThrow('already has an endpoint for Kinesis (Stack/Bare)');
  });

  test('that is added later is an error at the end', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc);
    vpc.addInterfaceEndpoint('Theirs', { service });
    expect(() => Template.fromStack(stack)).toThrow('the VPC already has an endpoint for Kinesis (Stack/Vpc/Theirs)');
  });

  test('without private host names may have another one', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc);
    vpc.addInterfaceEndpoint('Theirs', { service, privateDnsEnabled: false });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
