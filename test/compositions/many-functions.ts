import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisTelemetryExtension } from '../../src';

const FUNCTIONS_IN_STACK = 100;

/**
 * Adds functions in stacks of 100. Every tenth is in a VPC, because finding the VPC of a function and the readers of the stream takes a look at
 * the whole app.
 *
 * @returns the extension for them
 */
export function manyFunctions(app: App, count: number): KinesisTelemetryExtension {
  const network = new Stack(app, 'Network');
  const vpc = new ec2.Vpc(network, 'Vpc', {
    natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const telemetry = new KinesisTelemetryExtension(network, 'Telemetry');
  telemetry.addVpcEndpoint(vpc);
  for (let number = 0; number * FUNCTIONS_IN_STACK < count; number++) addFunctions(new Stack(app, `Services${number}`), vpc);
  return telemetry;
}

function addFunctions(stack: Stack, vpc: ec2.IVpc): void {
  for (let number = 0; number < FUNCTIONS_IN_STACK; number++) {
    new lambda.Function(stack, `Function${number}`, {
      runtime: lambda.Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: lambda.Code.fromInline('def handler(event, context): pass'),
      ...number % 10 === 0 && { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } },
    });
  }
}
