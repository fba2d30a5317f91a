/**
 * The environment variables of Lambda that the extension uses.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export interface LambdaEnvironment {
  /** host:port of the local APIs */
  readonly runtimeApi: string;
  readonly region: string;
  readonly memorySizeMB: number;
  /**
   * Whether this is a Lambda Managed Instance. It runs many invocations at once, so that log lines cannot be matched to
   * invocations, and it is never frozen.
   */
  readonly isManagedInstance: boolean;
  /** Whether the environment is restored from a snapshot (SnapStart). */
  readonly isSnapStart: boolean;
}

/** @throws Error if Lambda did not start the process */
export function readLambdaEnvironment(env: Readonly<Record<string, string | undefined>>): LambdaEnvironment {
  const runtimeApi = env.AWS_LAMBDA_RUNTIME_API;
  if (!runtimeApi) throw new Error('AWS_LAMBDA_RUNTIME_API is not set: this program is a Lambda extension and must be started by Lambda');
  return {
    runtimeApi,
    region: env.AWS_REGION ?? '',
    memorySizeMB: Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || 128,
    isManagedInstance: env.AWS_LAMBDA_INITIALIZATION_TYPE === 'lambda-managed-instances',
    isSnapStart: env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start',
  };
}
