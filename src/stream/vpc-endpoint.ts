import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct, IConstruct } from 'constructs';
import { isArnKnown, LocalStream } from './local-stream';
import { TelemetryVpcEndpointProps } from './vpc-endpoint-props';
import { explainToNag, inAllPacks } from '../checks/nag-reasons';
import { outermostStackOf } from '../stacks/outermost-stack';
import { KinesisEndpoints } from '../survey/kinesis-endpoints';

interface StreamOfEndpoint {
  readonly owner: Construct;
  readonly stream: kinesis.IStream;
  /** Returns the stream for the stack of a construct. */
  readonly streamOf: (construct: IConstruct) => LocalStream;
}

/** The extension uses the default host name of Kinesis, which the private DNS of the endpoint resolves to an address of the VPC. */
export function createVpcEndpoint(
  { owner, stream, streamOf }: StreamOfEndpoint, vpc: ec2.IVpc, props: TelemetryVpcEndpointProps,
): ec2.InterfaceVpcEndpoint {
  const call = `${owner.node.path}, addVpcEndpoint for ${vpc.node.path}: `;
  const wrong = whatIsWrongWithOthers(vpc) ?? whatIsWrong(vpc, stream) ?? whatIsWrongWithAddresses(vpc);
  if (wrong) throw new Error(call + wrong);
  const scope = placeOf({ owner, stream, streamOf }, vpc, props);
  const endpoint = new ec2.InterfaceVpcEndpoint(scope, `${scope === owner ? '' : 'KinesisTelemetry'}VpcEndpoint-${vpc.node.addr.slice(-8)}`, {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS,
    privateDnsEnabled: true,
    subnets: props.subnets,
    securityGroups: props.securityGroups,
  });
  if (!props.securityGroups) {
    for (const group of endpoint.connections.securityGroups) {
      explainToNag(group, {
        ids: ['CdkNagValidationFailure'],
        idsOfVersion3: ['AwsSolutions-EC23', ...inAllPacks('EC2RestrictedCommonPorts', 'EC2RestrictedSSH')],
        reason: 'The group lets in the addresses of the VPC on port 443 only. The addresses are known when it is deployed',
      });
    }
  }
  if (props.onlyThisStream) {
    endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['kinesis:PutRecords'], resources: [streamOf(scope).stream.streamArn] }));
  }
  endpoint.node.addValidation({
    validate: () => {
      const late = whatIsWrongWithOthers(vpc, endpoint);
      return late === undefined ? [] : [call + late];
    },
  });
  return endpoint;
}

/**
 * The endpoint is in the stack of the VPC, which may have attached functions: if the stack of the extension depended on that stack, the stacks would
 * depend on each other. But it is in the stack of the extension if it needs something of it.
 */
function placeOf({ owner, stream }: StreamOfEndpoint, vpc: ec2.IVpc, props: TelemetryVpcEndpointProps): Construct {
  const { securityGroups = [], onlyThisStream = false } = props;
  const there = outermostStackOf(vpc);
  if (there === outermostStackOf(owner)) return owner;
  const needsOnlyVpc = securityGroups.every((group) => outermostStackOf(group) === there)
    && (!onlyThisStream || isArnKnown(Stack.of(vpc), stream));
  return needsOnlyVpc ? Stack.of(vpc) : owner;
}

/** Two endpoints of a VPC cannot have the same private host name. https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html */
function whatIsWrongWithOthers(vpc: ec2.IVpc, own?: ec2.InterfaceVpcEndpoint): string | undefined {
  const other = new KinesisEndpoints(vpc.node.root.node.findAll()).of(vpc.vpcId)
    .find((endpoint) => endpoint.node.scope !== own && endpoint.privateDnsEnabled !== false);
  return other && `the VPC already has an endpoint for Kinesis (${other.node.path.replace(/\/Resource$/, '')}), which the extension uses. `
    + 'Remove one of the two: addVpcEndpoint is needed once per VPC, whatever streams its functions write to';
}

/** The endpoint lets in the addresses of the VPC, which CDK does not know of each imported VPC. */
function whatIsWrongWithAddresses(vpc: ec2.IVpc): string | undefined {
  try {
    void vpc.vpcCidrBlock;
    return undefined;
  } catch {
    return 'the addresses of the VPC are not known, which the endpoint lets in. Give ec2.Vpc.fromVpcAttributes the vpcCidrBlock of the VPC';
  }
}

function whatIsWrong(vpc: ec2.IVpc, stream: kinesis.IStream): string | undefined {
  const [here, there] = [vpc.env.region, stream.env.region];
  if (!Token.isUnresolved(here) && !Token.isUnresolved(there) && here !== there) {
    return `the stream is in ${there}, but an endpoint in ${here} reaches Kinesis only in ${here}. Use a stream in ${here}, or a NAT gateway`;
  }
  const { dnsHostnamesEnabled, dnsSupportEnabled } = vpc as Partial<ec2.Vpc>;
  if (dnsHostnamesEnabled === false || dnsSupportEnabled === false) {
    return 'DNS is disabled in the VPC, so the extension could not find the endpoint. Set enableDnsSupport and enableDnsHostnames of the VPC to true';
  }
  return undefined;
}
