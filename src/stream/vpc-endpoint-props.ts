import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * How functions in a VPC reach Kinesis.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/vpc.html
 */
export interface TelemetryVpcEndpointProps {
  /**
   * The subnets that the endpoint has an address in: one of each availability zone.
   *
   * @default - the private subnets of the VPC, or its isolated ones if there are none
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the endpoint. They must let the functions in, by port 443.
   *
   * @default - one is made that lets in whatever has an address of the VPC, by port 443
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether nothing but `kinesis:PutRecords` on this stream is allowed through the endpoint.
   *
   * **All that calls Kinesis from this VPC goes through the endpoint**, also what has nothing to do with telemetry: with `true` it would
   * be denied.
   *
   * @default false
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
   */
  readonly onlyThisStream?: boolean;
}
