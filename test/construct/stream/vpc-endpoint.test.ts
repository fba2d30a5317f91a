import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newStack } from '../fixtures';

const isolated: ec2.VpcProps = { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] };

test('the endpoint has private DNS and a subnet in each availability zone', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(new ec2.Vpc(stack, 'Vpc', { ...isolated, maxAzs: 2 }));
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.kinesis-streams']] },
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: true,
    SubnetIds: [{ Ref: Match.stringLikeRegexp('isolatedSubnet1') }, { Ref: Match.stringLikeRegexp('isolatedSubnet2') }],
    PolicyDocument: Match.absent(),
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Vpc'), 'CidrBlock'] }, FromPort: 443, ToPort: 443 })],
  });
});

test('onlyThisStream limits the endpoint to kinesis:PutRecords on the stream', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(new ec2.Vpc(stack, 'Vpc', isolated), { onlyThisStream: true });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
    PolicyDocument: {
      Statement: [{
        Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kinesis:PutRecords', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TelemetryStream'), 'Arn'] },
      }],
    },
  });
});

test('uses the given subnets and security groups', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
  new KinesisTelemetryExtension(stack, 'Telemetry')
    .addVpcEndpoint(vpc, { securityGroups: [group], subnets: { subnets: [vpc.publicSubnets[0]] } });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
    SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Group'), 'GroupId'] }],
    SubnetIds: [{ Ref: Match.stringLikeRegexp('PublicSubnet1') }],
  });
});

test('each VPC has one endpoint, and a second one is an error', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const [one, two] = ['One', 'Two'].map((id) => new ec2.Vpc(stack, id, isolated));
  telemetry.addVpcEndpoint(one);
  telemetry.addVpcEndpoint(two);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  expect(() => telemetry.addVpcEndpoint(one)).toThrow('Stack/Telemetry, addVpcEndpoint for Stack/One: the VPC already has an endpoint');
});

test('a stream in another region is an error', () => {
  const stack = newStack({ env: IRELAND });
  const stream = kinesis.Stream.fromStreamArn(stack, 'Mine', 'arn:aws:kinesis:us-east-2:111111111111:stream/mine');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream });
  expect(() => telemetry.addVpcEndpoint(new ec2.Vpc(stack, 'Vpc', isolated)))
    .toThrow('Stack/Telemetry, addVpcEndpoint for Stack/Vpc: the stream is in us-east-2, but an endpoint in eu-west-1 reaches Kinesis only in eu-west-1. '
      + 'Use a stream in eu-west-1, or a NAT gateway');
});

test.each<[string, ec2.VpcProps]>([
  ['host names', { enableDnsHostnames: false }],
  ['support', { enableDnsSupport: false, enableDnsHostnames: false }],
])('a VPC without DNS %s is an error', (_, props) => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  expect(() => telemetry.addVpcEndpoint(new ec2.Vpc(stack, 'Vpc', { ...isolated, ...props }))).toThrow(/DNS is disabled in the VPC/);
});

test('an imported VPC whose addresses are unknown is an error that says what to give', () => {
  const stack = newStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] });
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc)).toThrow('Stack/Telemetry, addVpcEndpoint for Stack/Vpc: the addresses of the VPC '
    + 'are not known, which the endpoint lets in. Give ec2.Vpc.fromVpcAttributes the vpcCidrBlock of the VPC');
});
