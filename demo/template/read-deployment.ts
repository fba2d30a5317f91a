import * as fs from 'node:fs';
import { SynthesizedStack } from './cloud-assembly';
import { DeployedConsumer, DeployedFunction, DeployedStream, Deployment, DeploymentError } from './deployment';
import { listOf, objectOf } from './json-value';
import { Place, TemplateResolver } from './template-resolver';
import { isNodeRuntime, isPythonRuntime } from '../../simulator';

/** The initial number of shards of an on-demand stream. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
const ON_DEMAND_SHARDS = 4;
/** CloudFormation's defaults. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_TIMEOUT_S = 3;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_BATCH_SIZE = 100;
/** The AWS managed key needs no permission. */
const AWS_MANAGED_KEY = 'alias/aws/kinesis';

/** @throws DeploymentError, ResolverError */
export function readDeployment(stack: SynthesizedStack, place: Omit<Place, 'stackName'>): Deployment {
  const resolver = new TemplateResolver(stack.template, { ...place, stackName: stack.stackName });
  const functions = resolver.ofType('AWS::Lambda::Function').map(([logicalId]) => readFunction(logicalId, resolver, stack));
  const consumers = resolver.ofType('AWS::Lambda::EventSourceMapping').map(([logicalId]) => readConsumer(logicalId, resolver, functions));
  return {
    functions: functions.filter((fn) => !consumers.some((consumer) => consumer.fn === fn)),
    consumers,
    streams: resolver.ofType('AWS::Kinesis::Stream').map(([logicalId]) => readStream(logicalId, resolver)),
  };
}

/** Absent properties have Lambda's defaults. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function readConsumer(logicalId: string, resolver: TemplateResolver, functions: readonly DeployedFunction[]): DeployedConsumer {
  const properties = resolver.properties(logicalId);
  const name = resolver.text(properties.FunctionName);
  const fn = functions.find((candidate) => candidate.name === name || candidate.arn === name);
  if (!fn) throw new DeploymentError(`The event source ${logicalId} is for ${name}, which is not a function of the template`);
  const onFailure = objectOf(objectOf(properties.DestinationConfig).OnFailure).Destination;
  return {
    fn,
    eventSource: {
      streamArn: resolver.text(properties.EventSourceArn),
      batchSize: Number(properties.BatchSize ?? DEFAULT_BATCH_SIZE),
      reportBatchItemFailures: listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
      bisectBatchOnError: properties.BisectBatchOnFunctionError === true,
      retryAttempts: Number(properties.MaximumRetryAttempts ?? -1) < 0 ? Infinity : Number(properties.MaximumRetryAttempts),
    },
    ...onFailure !== undefined && { onFailureArn: resolver.text(onFailure) },
  };
}

function readFunction(logicalId: string, resolver: TemplateResolver, stack: SynthesizedStack): DeployedFunction {
  const properties = resolver.properties(logicalId);
  const title = logicalId.replace(/[0-9A-F]{8}$/, '');
  const runtime = resolver.text(properties.Runtime);
  if (!isNodeRuntime(runtime) && !isPythonRuntime(runtime)) {
    throw new DeploymentError(`The runtime of ${title} must be nodejs22.x, nodejs24.x or one of Python, got ${runtime}`);
  }
  const variables = objectOf(objectOf(properties.Environment).Variables);
  return {
    title,
    name: resolver.ref(logicalId),
    arn: resolver.arnOf(logicalId),
    runtime,
    handler: resolver.text(properties.Handler),
    timeoutMs: Number(properties.Timeout ?? DEFAULT_TIMEOUT_S) * 1_000,
    memorySizeMB: Number(properties.MemorySize ?? DEFAULT_MEMORY_MB),
    logFormat: objectOf(properties.LoggingConfig).LogFormat === 'JSON' ? 'JSON' : 'Text',
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, resolver.text(value)])),
    codeDirectory: assetOf(objectOf(properties.Code).S3Key, resolver, stack),
    layers: listOf(properties.Layers).map((layer) => readLayer(resolver.text(layer), resolver, stack)),
    statements: statementsOf(resolver.text(properties.Role), resolver),
  };
}

function readLayer(arn: string, resolver: TemplateResolver, stack: SynthesizedStack): string {
  const found = resolver.ofType('AWS::Lambda::LayerVersion').find(([logicalId]) => resolver.ref(logicalId) === arn);
  if (!found) throw new DeploymentError(`The layer ${arn} is not in the template, and the demo cannot download it`);
  return assetOf(objectOf(resolver.properties(found[0]).Content).S3Key, resolver, stack);
}

function assetOf(key: unknown, resolver: TemplateResolver, stack: SynthesizedStack): string {
  const file = stack.assets.get(resolver.text(key));
  if (file === undefined || !fs.existsSync(file)) throw new DeploymentError(`The asset ${resolver.text(key)} is not in the cloud assembly`);
  return file;
}

function readStream(logicalId: string, resolver: TemplateResolver): DeployedStream {
  const properties = resolver.properties(logicalId);
  const encryption = objectOf(properties.StreamEncryption);
  const key = encryption.EncryptionType === 'KMS' ? resolver.text(encryption.KeyId) : AWS_MANAGED_KEY;
  return {
    name: resolver.ref(logicalId),
    arn: resolver.arnOf(logicalId),
    shards: Number(properties.ShardCount ?? ON_DEMAND_SHARDS),
    ...(key === AWS_MANAGED_KEY ? {} : { keyArn: key }),
  };
}

/** Returns the statements of inline policies, of policies that the role names, and of policies that name the role. Excludes AWS managed policies. */
function statementsOf(roleArn: string, resolver: TemplateResolver): unknown[] {
  const role = resolver.ofType('AWS::IAM::Role').find(([logicalId]) => resolver.arnOf(logicalId) === roleArn);
  if (!role) return [];
  const [roleId] = role;
  const properties = resolver.properties(roleId);
  const named = listOf(resolver.resolve(properties.ManagedPolicyArns));
  const namesRole = (policyId: string) => listOf(resolver.resolve(resolver.properties(policyId).Roles)).includes(resolver.ref(roleId));
  const attached = [
    ...resolver.ofType('AWS::IAM::ManagedPolicy').filter(([policyId]) => named.includes(resolver.ref(policyId)) || namesRole(policyId)),
    ...resolver.ofType('AWS::IAM::Policy').filter(([policyId]) => namesRole(policyId)),
  ];
  const documents = [
    ...listOf(properties.Policies).map((policy) => objectOf(policy).PolicyDocument),
    ...attached.map(([policyId]) => resolver.properties(policyId).PolicyDocument),
  ];
  return documents.flatMap((document) => listOf(resolver.resolve(objectOf(document).Statement)));
}
