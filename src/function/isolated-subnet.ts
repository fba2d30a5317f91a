import { CfnResource, Tokenization } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { resourceOf } from './function-configuration';

/** Part of the name of the service, in every region and partition. https://docs.aws.amazon.com/streams/latest/dev/vpc.html */
const KINESIS_SERVICE = 'kinesis-streams';
const ENDPOINT_TYPE = 'AWS::EC2::VPCEndpoint';

/**
 * The VPC of a function that is in one of its isolated subnets, without an interface endpoint for Kinesis in this app;
 * undefined for all others. What is in the VPC and not in this app cannot be seen from here.
 */
export function isolatedVpcOf(fn: lambda.Function): ec2.IVpc | undefined {
  const { vpcConfig } = resourceOf(fn);
  if (!vpcConfig || Tokenization.isResolvable(vpcConfig) || !vpcConfig.subnetIds) return undefined;
  const subnetIds = new Set<string>(vpcConfig.subnetIds);
  const constructs = fn.node.root.node.findAll();
  const vpc = constructs.find((construct): construct is ec2.Vpc =>
    isVpc(construct) && construct.isolatedSubnets.some(({ subnetId }) => subnetIds.has(subnetId)));
  return vpc && !constructs.some((construct) => isKinesisEndpoint(construct, vpc)) ? vpc : undefined;
}

/** Not by `instanceof`: an imported VPC is of no class that is exported. */
function isVpc(construct: IConstruct): construct is ec2.Vpc {
  return 'vpcId' in construct && 'isolatedSubnets' in construct && Array.isArray(construct.isolatedSubnets);
}

function isKinesisEndpoint(construct: IConstruct, { vpcId }: ec2.IVpc): boolean {
  if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== ENDPOINT_TYPE) return false;
  const endpoint = construct as ec2.CfnVPCEndpoint;
  return endpoint.vpcId === vpcId && endpoint.serviceName?.includes(KINESIS_SERVICE) === true;
}
