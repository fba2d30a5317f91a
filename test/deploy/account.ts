import { CloudFormationClient, DescribeStackResourcesCommand, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, paginateListPolicies, paginateListRoles } from '@aws-sdk/client-iam';
import { KinesisClient, paginateListStreams } from '@aws-sdk/client-kinesis';
import {
  GetLayerVersionByArnCommand, GetLayerVersionCommand, LambdaClient, paginateListEventSourceMappings, paginateListFunctions, paginateListLayers,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { Credentials } from '../../simulator';

/** A resource of a stack in CloudFormation. */
export interface StackResource {
  readonly type: string;
  readonly physicalId: string;
}

/** The account of the deployments in one region, read with the AWS SDK. */
export class Account {
  static readonly ID = '123456789012';
  static readonly REGION = 'eu-west-1';
  static readonly OTHER_REGION = 'us-east-1';
  static readonly CREDENTIALS = { accessKeyId: 'testing', secretAccessKey: 'testing' };

  readonly cloudFormation: CloudFormationClient;
  readonly iam: IAMClient;
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;

  constructor(readonly endpoint: string, private readonly region = Account.REGION) {
    const config = { endpoint, region, credentials: Account.CREDENTIALS, maxAttempts: 1 };
    this.cloudFormation = new CloudFormationClient(config);
    this.iam = new IAMClient(config);
    this.kinesis = this.kinesisAs(Account.CREDENTIALS);
    this.lambda = new LambdaClient(config);
    this.logs = new CloudWatchLogsClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.sqs = new SQSClient(config);
    this.ssm = new SSMClient(config);
    this.sts = new STSClient(config);
  }

  /** The default handler of this client speaks HTTP/2, which moto does not support. */
  kinesisAs(credentials: Credentials): KinesisClient {
    const requestHandler = new UndiciHttpHandler();
    return new KinesisClient({ endpoint: this.endpoint, region: this.region, credentials, maxAttempts: 1, requestHandler });
  }

  /** The credentials that Lambda gives to a function with this role. */
  async credentialsOf(roleArn: string): Promise<Credentials> {
    const { Credentials: given } = await this.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'function' }));
    return { accessKeyId: given!.AccessKeyId!, secretAccessKey: given!.SecretAccessKey!, sessionToken: given!.SessionToken! };
  }

  async parameter(name: string): Promise<string> {
    const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: name }));
    return Parameter!.Value!;
  }

  /** The resources of a stack by their logical ids. */
  async resourcesOf(stackName: string): Promise<Map<string, StackResource>> {
    const { StackResources } = await this.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stackName }));
    return new Map(StackResources!.filter(({ LogicalResourceId }) => LogicalResourceId)
      .map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => [LogicalResourceId!, { type: ResourceType!, physicalId: PhysicalResourceId ?? '' }]));
  }

  /** moto cannot find a layer by the ARN of its version. `byArn` tells whether it did. */
  async layerVersion(arn: string) {
    try {
      return { byArn: true, layer: await this.lambda.send(new GetLayerVersionByArnCommand({ Arn: arn })) };
    } catch {
      const [LayerName, VersionNumber] = arn.split(':').slice(6);
      return { byArn: false, layer: await this.lambda.send(new GetLayerVersionCommand({ LayerName, VersionNumber: Number(VersionNumber) })) };
    }
  }

  async object(bucket: string, key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  /** The contents of all objects, which the CDK CLI has uploaded. */
  async objects(): Promise<Buffer[]> {
    const { Buckets = [] } = await this.s3.send(new ListBucketsCommand({}));
    const objects = await Promise.all(Buckets.map(async ({ Name }) => {
      const keys = await all(paginateListObjectsV2({ client: this.s3 }, { Bucket: Name }), ({ Contents }) => Contents?.map(({ Key }) => Key));
      return Promise.all(keys.map((key) => this.object(Name!, key)));
    }));
    return objects.flat();
  }

  /** All resources of the services that the example uses. */
  async inventory(): Promise<Set<string>> {
    const [stacks, streams, layers, functions, mappings, policies, roles, parameters, groups, queues] = await Promise.all([
      all(paginateListStacks({ client: this.cloudFormation }, {}), ({ StackSummaries }) =>
        StackSummaries?.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName)),
      all(paginateListStreams({ client: this.kinesis }, {}), ({ StreamNames }) => StreamNames),
      all(paginateListLayers({ client: this.lambda }, {}), ({ Layers }) => Layers?.map(({ LayerArn }) => LayerArn)),
      all(paginateListFunctions({ client: this.lambda }, {}), ({ Functions }) => Functions?.map(({ FunctionName }) => FunctionName)),
      all(paginateListEventSourceMappings({ client: this.lambda }, {}), ({ EventSourceMappings }) => EventSourceMappings?.map(({ UUID }) => UUID)),
      all(paginateListPolicies({ client: this.iam }, { Scope: 'Local' }), ({ Policies }) => Policies?.map(({ Arn }) => Arn)),
      all(paginateListRoles({ client: this.iam }, {}), ({ Roles }) => Roles?.map(({ RoleName }) => RoleName)),
      all(paginateDescribeParameters({ client: this.ssm }, {}), ({ Parameters }) => Parameters?.map(({ Name }) => Name)),
      all(paginateDescribeLogGroups({ client: this.logs }, {}), ({ logGroups }) => logGroups?.map(({ logGroupName }) => logGroupName)),
      all(paginateListQueues({ client: this.sqs }, {}), ({ QueueUrls }) => QueueUrls),
    ]);
    const named = {
      'stack': stacks, 'stream': streams, 'layer': layers, 'function': functions, 'event source mapping': mappings, 'policy': policies, 'role': roles,
      'parameter': parameters, 'log group': groups, 'queue': queues,
    };
    return new Set(Object.entries(named).flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`)));
  }

  destroy(): void {
    const { cloudFormation, iam, kinesis, lambda, logs, s3, sqs, ssm, sts } = this;
    for (const client of [cloudFormation, iam, kinesis, lambda, logs, s3, sqs, ssm, sts]) client.destroy();
  }
}

async function all<Page>(pages: AsyncIterable<Page>, namesOf: (page: Page) => ReadonlyArray<string | undefined> | undefined): Promise<string[]> {
  const names: string[] = [];
  for await (const page of pages) names.push(...(namesOf(page) ?? []).filter((name) => name !== undefined));
  return names;
}
