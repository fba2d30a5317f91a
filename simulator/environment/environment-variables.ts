import path from 'node:path';
import { FileSystem } from './file-system';
import { Runtime } from './runtimes/runtime';
import { ResolvedConfiguration } from '../model/function-configuration';
import { isProvidedRuntime } from '../model/runtime';
import { LOG_DESCRIPTOR } from '../output/framed-log';

type Variables = Record<string, string>;

/** The values that environment variables are created from. */
export interface VariablesContext {
  readonly config: ResolvedConfiguration;
  readonly runtime: Runtime;
  readonly files: FileSystem;
  /** host:port of the local APIs. */
  readonly api: string;
  readonly logStreamName: string;
  readonly maxConcurrency: number;
  /** The token of SnapStart's credentials endpoint. */
  readonly credentialsToken: string;
}

function credentials({ config, api, credentialsToken }: VariablesContext): Variables {
  if (config.initializationType === 'snap-start') {
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${api}/2021-04-23/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: credentialsToken,
    };
  }
  const { accessKeyId, secretAccessKey, sessionToken } = config.credentials;
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** The variables of extensions and the function. No variable of the developer's own process is among them. */
function common(context: VariablesContext): Variables {
  const { config, runtime, files, api } = context;
  const { root, opt, task } = files;
  const programs = ['/usr/local/bin', '/usr/bin', '/bin'];
  return {
    PATH: [
      ...runtime.hasLanguage ? [files.bin] : [],
      ...runtime.usesProgramsOfThisMachine ? programs : programs.map((folder) => path.join(root, folder)),
      path.join(opt, 'bin'),
    ].join(':'),
    LD_LIBRARY_PATH: [
      ...runtime.hasLanguage ? [path.join(root, 'var/lang/lib')] : [], '/lib64', '/usr/lib64', files.runtime, path.join(files.runtime, 'lib'),
      task, path.join(task, 'lib'), path.join(opt, 'lib'),
    ].join(':'),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // A function can overwrite the variables above, but not the reserved ones below.
    ...config.environment,
    ...credentials(context),
    AWS_REGION: config.region,
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: config.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memorySizeMB),
    AWS_LAMBDA_INITIALIZATION_TYPE: config.initializationType,
    AWS_LAMBDA_RUNTIME_API: api,
  };
}

/**
 * Returns the environment variables of an extension: the function's own, and a few of Lambda's.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html#runtimes-extensions-registration-api-c
 */
export function extensionVariables(context: VariablesContext): Variables {
  return common(context);
}

/**
 * Returns the environment variables of the function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionVariables(context: VariablesContext): Variables {
  const { config, runtime, files } = context;
  return {
    ...runtime.variables(files),
    ...common(context),
    _HANDLER: config.handler,
    AWS_DEFAULT_REGION: config.region,
    // OS-only runtimes have no name there.
    ...(isProvidedRuntime(config.runtime) ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}` }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName,
    AWS_LAMBDA_LOG_FORMAT: config.logFormat,
    ...(config.logFormat === 'JSON' && config.applicationLogLevel ? { AWS_LAMBDA_LOG_LEVEL: config.applicationLogLevel } : {}),
    ...(config.managedInstance ? { AWS_LAMBDA_MAX_CONCURRENCY: String(context.maxConcurrency) } : {}),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    LAMBDA_TASK_ROOT: files.task,
    LAMBDA_RUNTIME_DIR: files.runtime,
    ...(runtime.framesLogs ? { _LAMBDA_TELEMETRY_LOG_FD: String(LOG_DESCRIPTOR) } : {}),
  };
}
