import { Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AttachableFunction } from '../function/attachable-function';
import { outermostStackOf } from '../stacks/outermost-stack';

/** An endpoint for Kinesis that the extension has created. */
export interface EndpointInVpc {
  readonly endpoint: ec2.InterfaceVpcEndpoint;
  readonly vpc: ec2.IVpc;
}

/**
 * Lets the security groups of a function that do not let everything out connect to the endpoint.
 *
 * A security group of another stack than the endpoint's would import the endpoint's group, and so block later deployments. There, a warning says what
 * to do.
 */
export function allowToEndpoint(fn: AttachableFunction, { endpoint, vpc }: EndpointInVpc): void {
  if (!isIn(fn, vpc)) return;
  const groups = fn.securityGroups.filter((group) => !group.allowAllOutbound && outermostStackOf(group) === outermostStackOf(endpoint));
  for (const group of groups) {
    for (const peer of endpoint.connections.securityGroups) group.addEgressRule(peer, ec2.Port.HTTPS, 'Telemetry to Kinesis');
  }
}

function isIn({ resource: { vpcConfig } }: AttachableFunction, { publicSubnets, privateSubnets, isolatedSubnets }: ec2.IVpc): boolean {
  if (!vpcConfig || Tokenization.isResolvable(vpcConfig)) return false;
  const subnetIds = new Set([...publicSubnets, ...privateSubnets, ...isolatedSubnets].map(({ subnetId }) => subnetId));
  return vpcConfig.subnetIds?.some((subnetId) => subnetIds.has(subnetId)) === true;
}
