/**
 * What Lambda tells an extension in its environment variables.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export interface LambdaEnvironment {
  /** host:port of the local APIs */
  readonly runtimeApi: string;
  readonly region: string;
  readonly memorySizeMB: number;
  /** Many invocations run at once, none can be told from another, and the environment is never frozen. */
  readonly isManagedInstance: boolean;
}

/** @throws Error when there is no Lambda around the process */
export function readLambdaEnvironment(env: Readonly<Record<string, string | undefined>>): LambdaEnvironment {
  const runtimeApi = env.AWS_LAMBDA_RUNTIME_API;
  if (!runtimeApi) throw new Error('AWS_LAMBDA_RUNTIME_API is not set: this is a Lambda extension, and Lambda starts it');
  return {
    runtimeApi,
    region: env.AWS_REGION ?? '',
    memorySizeMB: Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || 128,
    isManagedInstance: env.AWS_LAMBDA_INITIALIZATION_TYPE === 'lambda-managed-instances',
  };
}
