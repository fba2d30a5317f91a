import { CfnResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/** A part of the service name that is the same in every region and partition. https://docs.aws.amazon.com/streams/latest/dev/vpc.html */
const KINESIS_SERVICE = 'kinesis-streams';
const ENDPOINT_TYPE = 'AWS::EC2::VPCEndpoint';

/** The isolated subnets among some constructs, and the VPCs with an interface endpoint for Kinesis. */
export class KinesisEndpoints {
  private readonly vpcsOfIsolatedSubnets = new Map<string, ec2.IVpc>();
  private readonly endpoints = new Map<string | undefined, ec2.CfnVPCEndpoint[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      if (isVpc(construct)) for (const { subnetId } of construct.isolatedSubnets) this.vpcsOfIsolatedSubnets.set(subnetId, construct);
      else if (isKinesisEndpoint(construct)) this.endpoints.set(construct.vpcId, [...this.of(construct.vpcId), construct]);
    }
  }

  /** Returns the VPC of the isolated subnets if it has no endpoint for Kinesis. Endpoints that are not part of this app cannot be detected. */
  public vpcWithoutEndpoint(subnetIds: readonly string[]): ec2.IVpc | undefined {
    const vpc = subnetIds.map((subnetId) => this.vpcsOfIsolatedSubnets.get(subnetId)).find((found) => found !== undefined);
    return vpc && !this.endpoints.has(vpc.vpcId) ? vpc : undefined;
  }

  /** Returns the endpoints for Kinesis in a VPC. */
  public of(vpcId: string | undefined): readonly ec2.CfnVPCEndpoint[] {
    return this.endpoints.get(vpcId) ?? [];
  }
}

/** Does not use `instanceof`: the class of an imported VPC is not exported. */
function isVpc(construct: IConstruct): construct is ec2.Vpc {
  return 'vpcId' in construct && 'isolatedSubnets' in construct && Array.isArray(construct.isolatedSubnets);
}

function isKinesisEndpoint(construct: IConstruct): construct is ec2.CfnVPCEndpoint {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === ENDPOINT_TYPE
    && (construct as ec2.CfnVPCEndpoint).serviceName?.includes(KINESIS_SERVICE) === true;
}
