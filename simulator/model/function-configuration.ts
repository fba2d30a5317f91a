/** A managed Node.js runtime of Lambda. */
export type LambdaRuntime = 'nodejs22.x' | 'nodejs24.x';

/** How Lambda came to create the execution environment: the values of `AWS_LAMBDA_INITIALIZATION_TYPE`. */
export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start' | 'lambda-managed-instances';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A function, as far as an execution environment knows it.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export interface FunctionConfiguration {
  readonly functionName: string;
  /** The folder of the deployment package. It is copied: nothing above it can be resolved from it. */
  readonly codeDirectory: string;
  /** `index.handler`, `folder/file.export`, or nested exports as `index.a.b`. */
  readonly handler: string;
  readonly runtime: LambdaRuntime;
  /** @default 3000 */
  readonly timeoutMs?: number;
  /** Reported and passed on, not enforced. @default 128 */
  readonly memorySizeMB?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Zip files, extracted in this order into the environment's `/opt`. */
  readonly layers?: readonly string[];
  /** @default Text */
  readonly logFormat?: 'Text' | 'JSON';
  /** Applied by the runtime, to the JSON format only, as on Lambda. */
  readonly applicationLogLevel?: string;
  /** Passed on to nothing: it filters what goes to CloudWatch, and the Telemetry API is before that. */
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

/** A function with every default filled in. */
export type ResolvedConfiguration = FunctionConfiguration & Required<Omit<FunctionConfiguration, 'applicationLogLevel' | 'systemLogLevel'>> & {
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
