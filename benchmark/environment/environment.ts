import { resolve } from 'node:path';
import { ExecutionEnvironment } from '../../simulator';
import type { EnvironmentOptions, ExtensionState, LambdaRuntime } from '../../simulator';
import { STREAM_ARN } from '../../src/settings/settings';
import type { Extension } from '../contestants/contestant';

export interface BenchmarkEnvironmentProps {
  readonly runtime: LambdaRuntime;
  /** @default - the function without an extension */
  readonly contestant?: Extension;
  readonly streamArn: string;
  readonly kinesisEndpoint: string;
  /** @default 512 */
  readonly memorySizeMB?: number;
  /** The environment variables of the function and the extension. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logFormat?: 'Text' | 'JSON';
  readonly options?: EnvironmentOptions;
}

/** Long enough for a cold start with a small CPU share. */
const TIMEOUT_MS = 60_000;

/** Creates an execution environment with the benchmark's function and an extension. */
export function createEnvironment(props: BenchmarkEnvironmentProps): Promise<ExecutionEnvironment> {
  return ExecutionEnvironment.create({
    functionName: 'benchmark',
    codeDirectory: resolve(__dirname, 'function'),
    handler: 'index.handler',
    runtime: props.runtime,
    memorySizeMB: props.memorySizeMB ?? 512,
    timeoutMs: TIMEOUT_MS,
    region: 'eu-west-1',
    layers: props.contestant ? [props.contestant.layer] : [],
    logFormat: props.logFormat,
    environment: {
      [STREAM_ARN.variable]: props.streamArn,
      AWS_ENDPOINT_URL_KINESIS: props.kinesisEndpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...props.contestant?.environment,
      ...props.environment,
    },
  }, { initTimeoutMs: TIMEOUT_MS, ...props.options });
}

/**
 * Returns the process of an extension.
 * @throws when the extension has not been started
 */
export function extensionOf(environment: ExecutionEnvironment, { extensionName }: Extension): ExtensionState & { readonly pid: number } {
  const extension = environment.extensions.find(({ name }) => name === extensionName);
  if (extension?.pid === undefined) throw new Error(`${extensionName} has not been started`);
  return extension as ExtensionState & { readonly pid: number };
}
