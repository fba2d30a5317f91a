import { createHash } from 'node:crypto';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, GetRolePolicyCommand, paginateListAttachedRolePolicies } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { GetEventSourceMappingCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, GetParameterCommand } from '@aws-sdk/client-ssm';
import { Account } from './account';
import { JsonObject, objectOf } from '../../demo/template/json-value';

/** Reads a resource from its service, with CloudFormation's names of properties. `asked` are the properties in the template. */
type Reader = (account: Account, physicalId: string, asked: JsonObject) => Promise<JsonObject>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
export const READERS: Readonly<Record<string, Reader>> = {
  'AWS::Kinesis::Stream': async ({ kinesis }, name) => {
    const { StreamDescriptionSummary: stream } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    return {
      Name: stream!.StreamName,
      RetentionPeriodHours: stream!.RetentionPeriodHours,
      StreamModeDetails: stream!.StreamModeDetails,
      StreamEncryption: { EncryptionType: stream!.EncryptionType, KeyId: stream!.KeyId },
    };
  },
  'AWS::Lambda::LayerVersion': async (account, arn, asked) => {
    const { layer } = await account.layerVersion(arn);
    const { CompatibleArchitectures, CompatibleRuntimes, Description, LicenseInfo, Content } = layer;
    return {
      CompatibleArchitectures, CompatibleRuntimes, Description, LicenseInfo,
      Content: await sourceOf(asked.Content, Content!.CodeSha256!, account),
    };
  },
  'AWS::Lambda::Function': async (account, name, asked) => {
    const fn = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    return {
      Code: await sourceOf(asked.Code, fn.CodeSha256!, account),
      Environment: fn.Environment && { Variables: fn.Environment.Variables },
      Handler: fn.Handler,
      Layers: fn.Layers?.map(({ Arn }) => Arn),
      LoggingConfig: fn.LoggingConfig,
      MemorySize: fn.MemorySize,
      Role: fn.Role,
      Runtime: fn.Runtime,
      Timeout: fn.Timeout,
    };
  },
  'AWS::Lambda::EventSourceMapping': async ({ lambda }, id) => {
    const mapping = await lambda.send(new GetEventSourceMappingCommand({ UUID: id }));
    return { ...mapping, FunctionName: mapping.FunctionArn?.split(':').at(-1) } as unknown as JsonObject;
  },
  'AWS::IAM::ManagedPolicy': async ({ iam }, arn) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy!.DefaultVersionId }));
    return { Description: Policy!.Description, Path: Policy!.Path, PolicyDocument: documentOf(PolicyVersion!.Document) };
  },
  'AWS::IAM::Role': async ({ iam }, name) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    const ManagedPolicyArns: string[] = [];
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client: iam }, { RoleName: name })) {
      ManagedPolicyArns.push(...AttachedPolicies.map(({ PolicyArn }) => PolicyArn!));
    }
    return { AssumeRolePolicyDocument: documentOf(Role!.AssumeRolePolicyDocument), ManagedPolicyArns };
  },
  'AWS::IAM::Policy': async ({ iam }, _, asked) => {
    const [RoleName] = asked.Roles as string[];
    const { PolicyDocument, PolicyName } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: String(asked.PolicyName) }));
    return { PolicyName, PolicyDocument: documentOf(PolicyDocument), Roles: [RoleName] };
  },
  'AWS::SSM::Parameter': async ({ ssm }, name) => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [name] }] }));
    return { Name: Parameter!.Name, Type: Parameter!.Type, Value: Parameter!.Value, Description: Parameters![0].Description };
  },
  'AWS::Logs::LogGroup': async ({ logs }, name) => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return { RetentionInDays: logGroups![0].retentionInDays };
  },
  'AWS::SQS::Queue': async ({ sqs }, url) => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    const { MessageRetentionPeriod, SqsManagedSseEnabled } = Attributes!;
    return { MessageRetentionPeriod: Number(MessageRetentionPeriod), SqsManagedSseEnabled: SqsManagedSseEnabled && SqsManagedSseEnabled === 'true' };
  },
};

/** Lambda does not tell where code came from, only its hash. The object that the template names must have this hash. */
async function sourceOf(asked: unknown, codeSha256: string, account: Account): Promise<unknown> {
  const { S3Bucket, S3Key } = objectOf(asked);
  const object = await account.object(String(S3Bucket), String(S3Key));
  return createHash('sha256').update(object).digest('base64') === codeSha256 ? asked : { CodeSha256: codeSha256 };
}

/** IAM returns documents as percent-encoded text. */
function documentOf(text: string | undefined): unknown {
  return JSON.parse(decodeURIComponent(text ?? 'null'));
}
