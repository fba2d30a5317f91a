import * as fs from 'node:fs';
import { SynthesizedStack } from './cloud-assembly';
import { listOf, objectOf } from './json-value';
import { isAllowed } from './permission';
import { Place, TemplateResolver } from './template-resolver';
import { STREAM_ARN } from '../../src/settings/settings';
import { EventSource } from '../traffic/feed-shard';

/** A function as the template describes it. */
export interface DeployedFunction {
  /** For people: the logical id without CDK's hash. */
  readonly title: string;
  readonly name: string;
  readonly arn: string;
  readonly runtime: 'nodejs22.x' | 'nodejs24.x';
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memorySizeMB: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly environment: Readonly<Record<string, string>>;
  readonly codeDirectory: string;
  /** Zip files. */
  readonly layers: readonly string[];
  /** Every statement of the policies that its role has in the template. */
  readonly statements: readonly unknown[];
}

/** What the simulator is told of a function. */
export function configurationOf(fn: DeployedFunction) {
  const { name, codeDirectory, handler, runtime, timeoutMs, memorySizeMB, environment, layers, logFormat } = fn;
  return { functionName: name, codeDirectory, handler, runtime, timeoutMs, memorySizeMB, environment, layers, logFormat };
}

export interface DeployedStream {
  readonly name: string;
  readonly arn: string;
  readonly shards: number;
  /** The customer-managed key, where there is one. */
  readonly keyArn?: string;
}

/** A function that a stream calls. */
export interface DeployedConsumer {
  readonly fn: DeployedFunction;
  readonly eventSource: EventSource;
  /** Where Lambda tells of what it has given up. */
  readonly onFailureArn?: string;
}

/** What a deployment of the stack would make, as far as telemetry is concerned. */
export interface Deployment {
  /** Those that no stream calls. */
  readonly functions: readonly DeployedFunction[];
  readonly consumers: readonly DeployedConsumer[];
  readonly streams: readonly DeployedStream[];
}

/** The template cannot be run here, or would not work on AWS. */
export class DeploymentError extends Error {}

/** An on-demand stream starts with so many shards. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
const ON_DEMAND_SHARDS = 4;
/** CloudFormation's defaults. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_TIMEOUT_S = 3;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_BATCH_SIZE = 100;
/** The service's own key needs no permission. */
const KINESIS_OWN_KEY = 'alias/aws/kinesis';

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

/**
 * The stream that a function's settings name, after a check that its role may write to it.
 * @throws DeploymentError when the setting is missing, names another stream, or the policies do not allow it
 */
export function permittedStream(fn: DeployedFunction, deployment: Deployment): DeployedStream {
  const arn = fn.environment[STREAM_ARN.variable];
  if (arn === undefined) throw new DeploymentError(`${fn.title} has no ${STREAM_ARN.variable} in the template: was telemetry.attachTo called for it?`);
  if (fn.layers.length === 0) throw new DeploymentError(`${fn.title} has no layer in the template: was telemetry.attachTo called for it?`);
  const stream = deployment.streams.find((candidate) => candidate.arn === arn);
  if (!stream) throw new DeploymentError(`${fn.title} writes to ${arn}, which is no stream of the template`);
  const required = [['kinesis:PutRecords', stream.arn], ...(stream.keyArn ? [['kms:GenerateDataKey', stream.keyArn]] : [])];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) {
      throw new DeploymentError(`On AWS ${fn.title} could not write to its stream: ${decision.reason}. The demo stops here, it runs only what the template permits.`);
    }
  }
  return stream;
}

/** @throws DeploymentError when the policies of a consumer do not let Lambda read the stream for it, or tell of what it has given up */
export function checkConsumer({ fn, eventSource, onFailureArn }: DeployedConsumer): void {
  const required = [
    ...['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'].map((action) => [action, eventSource.streamArn]),
    ...onFailureArn === undefined ? [] : [['sqs:SendMessage', onFailureArn]],
  ];
  for (const [action, resource] of required) {
    const decision = isAllowed(fn.statements, action, resource);
    if (!decision.allowed) throw new DeploymentError(`On AWS the stream could not be read for ${fn.title}: ${decision.reason}. The demo stops here, it runs only what the template permits.`);
  }
}

/** What is left out is what Lambda does by default. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function readConsumer(logicalId: string, resolver: TemplateResolver, functions: readonly DeployedFunction[]): DeployedConsumer {
  const properties = resolver.properties(logicalId);
  const name = resolver.text(properties.FunctionName);
  const fn = functions.find((candidate) => candidate.name === name || candidate.arn === name);
  if (!fn) throw new DeploymentError(`The event source ${logicalId} is for ${name}, which is no function of the template`);
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
  if (runtime !== 'nodejs22.x' && runtime !== 'nodejs24.x') {
    throw new DeploymentError(`${title} has the runtime ${runtime}: only nodejs22.x and nodejs24.x run here`);
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
  if (!found) throw new DeploymentError(`The layer ${arn} is not in the template: it cannot be run here`);
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
  const key = encryption.EncryptionType === 'KMS' ? resolver.text(encryption.KeyId) : KINESIS_OWN_KEY;
  return {
    name: resolver.ref(logicalId),
    arn: resolver.arnOf(logicalId),
    shards: Number(properties.ShardCount ?? ON_DEMAND_SHARDS),
    ...(key === KINESIS_OWN_KEY ? {} : { keyArn: key }),
  };
}

/** A role has policies of its own, policies that it names, and policies that name it. What AWS-managed ones allow is not in the template. */
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
