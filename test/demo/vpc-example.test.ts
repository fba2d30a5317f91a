import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { SynthesizedStack, synthesize } from '../../demo/template/cloud-assembly';

describe('the example of a VPC', () => {
  let folder: string;
  let stack: SynthesizedStack;
  const ofType = (type: string) => Object.entries(stack.template.Resources).filter(([, resource]) => resource.Type === type);
  const propertiesOf = (type: string) => ofType(type).map(([, { Properties }]) => Properties as Record<string, unknown>);
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'vpc-'));
    [stack] = await synthesize(path.resolve(__dirname, '../../examples/vpc'), folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('has a way to Kinesis, and none to the internet', () => {
    expect(propertiesOf('AWS::EC2::VPCEndpoint')).toEqual([expect.objectContaining({ PrivateDnsEnabled: true, VpcEndpointType: 'Interface' })]);
    expect(JSON.stringify(propertiesOf('AWS::EC2::VPCEndpoint'))).toContain('.kinesis-streams');
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway']) expect(ofType(type)).toEqual([]);
  });

  test('has the function, the endpoint and the database in the same subnets', () => {
    const subnets = ofType('AWS::EC2::Subnet').map(([id]) => ({ Ref: id }));
    expect(subnets).toHaveLength(2);
    expect(propertiesOf('AWS::RDS::DBSubnetGroup')[0].SubnetIds).toEqual(subnets);
    expect(propertiesOf('AWS::EC2::VPCEndpoint')[0].SubnetIds).toEqual(subnets);
    const attached = propertiesOf('AWS::Lambda::Function').filter(({ Layers }) => Layers !== undefined);
    expect(attached).toEqual([expect.objectContaining({ VpcConfig: expect.objectContaining({ SubnetIds: subnets }) as unknown })]);
  });

  test('lets the function connect to the database, and the VPC to the endpoint', () => {
    expect(propertiesOf('AWS::EC2::SecurityGroupIngress')).toEqual([expect.objectContaining({ IpProtocol: 'tcp', SourceSecurityGroupId: expect.anything() as unknown })]);
    const rules = propertiesOf('AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupIngress }) => SecurityGroupIngress ?? []);
    expect(rules).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443 })]);
  });
});
