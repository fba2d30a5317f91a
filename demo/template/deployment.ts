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

/** How Lambda gives a stream's records to a function. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface EventSource {
  readonly streamArn: string;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnError: boolean;
  readonly retryAttempts: number;
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
