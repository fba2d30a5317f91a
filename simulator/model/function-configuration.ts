import { LambdaRuntime, RuntimeClient } from './runtime';

/** The values of `AWS_LAMBDA_INITIALIZATION_TYPE`. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start' | 'lambda-managed-instances';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The part of a function's configuration that an execution environment uses.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export interface FunctionConfiguration {
  readonly functionName: string;
  /** The folder of the deployment package. It is copied, so modules in its parent folders are not found. */
  readonly codeDirectory: string;
  /**
   * Node.js: `index.handler`, `folder/file.export`, or nested exports as `index.a.b`. Python: `module.function`. Java: `package.Class::method`.
   * An OS-only runtime passes it to its `bootstrap`.
   */
  readonly handler: string;
  readonly runtime: LambdaRuntime;
  /** Runs Python and Java functions: `await pythonClient()`, `await javaClient()`. @default - none: for Node.js and OS-only runtimes */
  readonly runtimeClient?: RuntimeClient;
  /** @default 3000 */
  readonly timeoutMs?: number;
  /** The value that is reported. It is not enforced. @default 128 */
  readonly memorySizeMB?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Zip files, which are extracted in this order into the environment's `/opt`. */
  readonly layers?: readonly string[];
  /** @default Text */
  readonly logFormat?: 'Text' | 'JSON';
  /** The runtime applies it in the JSON format only, as on Lambda. */
  readonly applicationLogLevel?: string;
  /** Not used: it filters the events for CloudWatch, not those for the Telemetry API. */
  readonly systemLogLevel?: string;
  /** @default $LATEST */
  readonly functionVersion?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 123456789012 */
  readonly accountId?: string;
  /** @default on-demand */
  readonly initializationType?: InitializationType;
  readonly credentials?: Credentials;
}

/** A function's configuration with all defaults. */
export type ResolvedConfiguration = FunctionConfiguration & Required<Omit<FunctionConfiguration, 'applicationLogLevel' | 'systemLogLevel' | 'runtimeClient'>> & {
  readonly functionArn: string;
  readonly managedInstance: boolean;
};

const EXAMPLE_CREDENTIALS: Credentials = {
  accessKeyId: 'ASIASIMULATORSIMULAT',
  secretAccessKey: 'simulator',
  sessionToken: 'simulator',
};

export function resolveConfiguration(config: FunctionConfiguration): ResolvedConfiguration {
  const region = config.region ?? 'us-east-1';
  const accountId = config.accountId ?? '123456789012';
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const initializationType = config.initializationType ?? 'on-demand';
  return {
    ...config,
    region,
    accountId,
    initializationType,
    timeoutMs: config.timeoutMs ?? 3000,
    memorySizeMB: config.memorySizeMB ?? 128,
    environment: config.environment ?? {},
    layers: config.layers ?? [],
    logFormat: config.logFormat ?? 'Text',
    functionVersion: config.functionVersion ?? '$LATEST',
    credentials: config.credentials ?? EXAMPLE_CREDENTIALS,
    functionArn: `arn:${partition}:lambda:${region}:${accountId}:function:${config.functionName}`,
    managedInstance: initializationType === 'lambda-managed-instances',
  };
}
