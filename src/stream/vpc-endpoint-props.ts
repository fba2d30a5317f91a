import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Properties of the interface endpoint through which functions in a VPC reach Kinesis.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
 */
export interface TelemetryVpcEndpointProps {
  /**
   * The subnets of the endpoint, one per availability zone.
   *
   * @default - the private subnets of the VPC, or its isolated subnets if it has no private subnets
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the endpoint. They must allow the functions to connect to port 443.
   *
   * @default - a new security group that allows all addresses of the VPC to connect to port 443
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the endpoint allows only `kinesis:PutRecords` on this stream.
   *
   * **All calls to Kinesis from this VPC go through the endpoint**, including calls that have nothing to do with telemetry. With `true`, the
   * endpoint denies them.
   *
   * @default false
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
   */
  readonly onlyThisStream?: boolean;
}
