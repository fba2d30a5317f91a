import type { FunctionConfiguration, NodeRuntime, PythonRuntime, RuntimeClient } from '../../simulator';

/** A function, as the template defines it. */
export interface DeployedFunction {
  /** The logical id without CDK's hash. */
  readonly title: string;
  readonly name: string;
  readonly arn: string;
  readonly runtime: NodeRuntime | PythonRuntime;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memorySizeMB: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly environment: Readonly<Record<string, string>>;
  readonly codeDirectory: string;
  /** The paths of zip files. */
  readonly layers: readonly string[];
  /** The statements of all policies of its role in the template. */
  readonly statements: readonly unknown[];
}

/** Returns the configuration of a function for the simulator. `runtimeClient` runs Python functions. */
export function configurationOf(fn: DeployedFunction, runtimeClient?: RuntimeClient): FunctionConfiguration {
  const { name, codeDirectory, handler, runtime, timeoutMs, memorySizeMB, environment, layers, logFormat } = fn;
  return { functionName: name, codeDirectory, handler, runtime, runtimeClient, timeoutMs, memorySizeMB, environment, layers, logFormat };
}

export interface DeployedStream {
  readonly name: string;
  readonly arn: string;
  readonly shards: number;
  /** The ARN of the customer managed key. @default - the AWS managed key */
  readonly keyArn?: string;
}

/** An event source mapping of a Kinesis stream. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface EventSource {
  readonly streamArn: string;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnError: boolean;
  readonly retryAttempts: number;
}

/** A function that reads a stream through an event source mapping. */
export interface DeployedConsumer {
  readonly fn: DeployedFunction;
  readonly eventSource: EventSource;
  /** The ARN of the destination for failed batches. */
  readonly onFailureArn?: string;
}

/** The functions and streams that a deployment of the stack creates. */
export interface Deployment {
  /** The functions that are not consumers. */
  readonly functions: readonly DeployedFunction[];
  readonly consumers: readonly DeployedConsumer[];
  readonly streams: readonly DeployedStream[];
}

/** The demo cannot run the template, or it would not work on AWS. */
export class DeploymentError extends Error {}
