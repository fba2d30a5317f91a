import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachOptions, FlushStrategy, KinesisTelemetryExtension } from '../../../../src';
import { IRELAND, newFunction, newStack } from '../../fixtures';

function warningsOf(props: Partial<lambda.FunctionProps> | ((stack: Stack) => Partial<lambda.FunctionProps>), options: AttachOptions = {}): string[] {
  const stack = newStack({ env: IRELAND });
  const fn = newFunction(stack, 'Function', typeof props === 'function' ? props(stack) : props);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, options);
  return Annotations.fromStack(stack).findWarning('/Stack/Function', Match.stringLikeRegexp('cdk-kinesis-telemetry-extension:'))
    .map(({ entry }) => String(entry.data));
}

describe('a timeout', () => {
  test('that is shorter than flushTimeout is a warning', () => {
    expect(warningsOf({ timeout: Duration.seconds(2) }, { flushTimeout: Duration.seconds(5) })).toEqual([expect.stringMatching(
      '^Stack/Function has a timeout of 2 s, which is shorter than flushTimeout \\(5000 ms\\).*cdk-kinesis-telemetry-extension:timeoutShorterThanFlush')]);
    expect(warningsOf({}, { flushTimeout: Duration.millis(3001) })).toHaveLength(1);
  });

  test.each<[Partial<lambda.FunctionProps>, AttachOptions]>([
    [{ timeout: Duration.seconds(1) }, {}],
    [{}, { flushTimeout: Duration.seconds(3) }],
    [{ timeout: Duration.seconds(1) }, { flushTimeout: Duration.seconds(5), flushStrategy: FlushStrategy.periodic(Duration.seconds(1)) }],
    [{ timeout: Duration.seconds(Lazy.number({ produce: () => 1 })) }, { flushTimeout: Duration.seconds(5) }],
    [{ timeout: Duration.seconds(1) }, { flushTimeout: Duration.millis(Lazy.number({ produce: () => 5000 })) }],
  ])('of %p with %p is no warning', (props, options) => {
    expect(warningsOf(props, options)).toEqual([]);
  });
});

describe('a VPC', () => {
  const ISOLATED = [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
  const isolated = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED });
  const within = (vpc: ec2.IVpc) => ({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  const warning = [expect.stringMatching('^Stack/Function is in an isolated subnet of Stack/Vpc, and this app has no endpoint for Kinesis in this VPC.*'
    + 'KINESIS_STREAMS.*cdk-kinesis-telemetry-extension:noRouteToKinesis')];

  test('without a route to Kinesis is a warning', () => {
    expect(warningsOf((stack) => within(isolated(stack)))).toEqual(warning);
  });

  test('with an endpoint of another service is a warning', () => {
    expect(warningsOf((stack) => {
      const vpc = isolated(stack);
      vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
      return within(vpc);
    })).toEqual(warning);
  });

  test('with an endpoint for Kinesis is no warning, even if the endpoint is created last', () => {
    const stack = newStack();
    const vpc = isolated(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', within(vpc)));
    vpc.addInterfaceEndpoint('Kinesis', { service: ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('noRouteToKinesis'));
  });

  test('is a warning when only another VPC has an endpoint', () => {
    expect(warningsOf((stack) => {
      new ec2.Vpc(stack, 'Other', { natGateways: 0, subnetConfiguration: ISOLATED })
        .addInterfaceEndpoint('Kinesis', { service: ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS });
      return within(isolated(stack));
    })).toEqual(warning);
  });

  test('that is imported is a warning', () => {
    expect(warningsOf((stack) => within(ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'], isolatedSubnetRouteTableIds: ['rtb-1'],
    })))).toEqual(warning);
  });

  test('with a NAT gateway is no warning', () => {
    expect(warningsOf((stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 1 }) }))).toEqual([]);
  });
});
