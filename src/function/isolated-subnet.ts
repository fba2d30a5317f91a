import { CfnResource, Tokenization } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { resourceOf } from './function-configuration';

/** A part of the service name that is the same in every region and partition. https://docs.aws.amazon.com/streams/latest/dev/vpc.html */
const KINESIS_SERVICE = 'kinesis-streams';
const ENDPOINT_TYPE = 'AWS::EC2::VPCEndpoint';

/**
 * Returns the VPC of a function that is in an isolated subnet, if this app has no interface endpoint for Kinesis in that VPC;
 * otherwise undefined. Endpoints that are not part of this app cannot be detected.
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

/** Does not use `instanceof`: the class of an imported VPC is not exported. */
function isVpc(construct: IConstruct): construct is ec2.Vpc {
  return 'vpcId' in construct && 'isolatedSubnets' in construct && Array.isArray(construct.isolatedSubnets);
}

function isKinesisEndpoint(construct: IConstruct, { vpcId }: ec2.IVpc): boolean {
  if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== ENDPOINT_TYPE) return false;
  const endpoint = construct as ec2.CfnVPCEndpoint;
  return endpoint.vpcId === vpcId && endpoint.serviceName?.includes(KINESIS_SERVICE) === true;
}
