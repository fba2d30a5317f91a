import { join } from 'node:path';
import { CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sam from 'aws-cdk-lib/aws-sam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

const HANDLERS = join(__dirname, '../../examples/functions');
const LEGACY_TEMPLATE = join(__dirname, 'templates/legacy.yaml');
const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

interface Surroundings {
  readonly stack: Stack;
  readonly vpc: ec2.IVpc;
  readonly sharedRole: iam.IRole;
  readonly images: ecr.IRepository;
}

/** The kinds of functions, besides the plain ones on each runtime. Each adds one function. */
const KINDS: readonly ((id: string, surroundings: Surroundings) => void)[] = [
  (id, { stack, vpc }) => newFunction(stack, id, { vpc }),
  (id, { stack, sharedRole }) => newFunction(stack, id, { role: sharedRole }),
  (id, { stack }) => newFunction(stack, id, {
    layers: [lambda.LayerVersion.fromLayerVersionArn(stack, `${id}Layer`, 'arn:aws:lambda:eu-west-1:333333333333:layer:theirs:1')],
    environment: { TABLE: id }, architecture: lambda.Architecture.ARM_64,
  }),
  (id, { stack }) => newFunction(stack, id).addAlias('live'),
  (id, { stack, images }) => new lambda.DockerImageFunction(stack, id, { code: lambda.DockerImageCode.fromEcr(images) }),
  (id, { stack }) => new lambda.SingletonFunction(stack, id, {
    uuid: id, runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: lambda.Code.fromAsset(HANDLERS),
  }),
  (id, { stack }) => {
    const role = new iam.CfnRole(stack, `${id}Role`, { assumeRolePolicyDocument: TRUST });
    new lambda.CfnFunction(stack, id, { runtime: 'nodejs22.x', handler: 'index.handler', code: { zipFile: 'exports.handler = async () => {}' }, role: role.attrArn });
  },
  (id, { stack }) => new lambda.CfnFunction(stack, id, {
    packageType: 'Image', code: { imageUri: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/images:1' }, role: 'arn:aws:iam::111111111111:role/theirs',
  }),
  (id, { stack }) => new sam.CfnFunction(stack, id, { runtime: 'python3.13', handler: 'index.handler', inlineCode: 'def handler(event, context): pass' }),
];

/** Adds functions of all kinds to a stack. Every other one is plain, on the next of all runtimes that CDK knows. */
export function addMixedFunctions(stack: Stack, vpc: ec2.IVpc, count: number): void {
  const surroundings: Surroundings = {
    stack,
    vpc,
    sharedRole: new iam.Role(stack, 'SharedRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    images: ecr.Repository.fromRepositoryName(stack, 'Images', 'images'),
  };
  for (let number = 0; number < count; number++) {
    const half = Math.floor(number / 2);
    if (number % 2 === 0) newFunction(stack, `Function${number}`, { runtime: lambda.Runtime.ALL[half % lambda.Runtime.ALL.length] });
    else KINDS[half % KINDS.length](`Function${number}`, surroundings);
  }
  new CfnInclude(stack, 'Legacy', { templateFile: LEGACY_TEMPLATE });
}

/** Adds what brings functions of CDK, and a provider of the app's own. */
export function addFunctionsOfDeployments(scope: Construct): void {
  new s3.Bucket(scope, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  new logs.LogRetention(scope, 'Retention', { logGroupName: '/a', retention: logs.RetentionDays.ONE_DAY });
  new cr.AwsCustomResource(scope, 'Call', {
    onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('x') },
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: cr.AwsCustomResourcePolicy.ANY_RESOURCE }),
  });
  const provider = new cr.Provider(scope, 'Provider', { onEventHandler: newFunction(scope, 'OnEvent') });
  new CustomResource(scope, 'Custom', { serviceToken: provider.serviceToken });
}

function newFunction(scope: Construct, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: lambda.Code.fromAsset(HANDLERS), ...props });
}
