import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachableFunction } from './attachable-function';

/**
 * The runtimes on Amazon Linux 1, which runs no extension that is built for Amazon Linux 2 (and for Go 1.x and Java 8 no extension at all).
 * Lambda deprecated the last of them in 2024, so the list is final. All other runtimes, also future ones, are on Amazon Linux 2 or newer.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
 */
const ON_AMAZON_LINUX_1: Readonly<Record<string, string>> = {
  'nodejs': 'NODEJS_24_X',
  'nodejs4.3': 'NODEJS_24_X',
  'nodejs6.10': 'NODEJS_24_X',
  'nodejs8.10': 'NODEJS_24_X',
  'python2.7': 'PYTHON_3_14',
  'python3.6': 'PYTHON_3_14',
  'python3.7': 'PYTHON_3_14',
  'java8': 'JAVA_8_CORRETTO',
  'dotnetcore1.0': 'DOTNET_8',
  'dotnetcore2.0': 'DOTNET_8',
  'dotnetcore2.1': 'DOTNET_8',
  'go1.x': 'PROVIDED_AL2023',
  'ruby2.5': 'RUBY_3_4',
  'provided': 'PROVIDED_AL2023',
};

/** The oldest Node.js that can run the extension, with the host `nodejs`. */
const OLDEST_NODE_VERSION = 22;

/** Returns the end of an error text that starts with the function's path; undefined if the extension runs beside the runtime. */
export function whatIsWrongWithRuntime({ runtime }: Pick<AttachableFunction, 'runtime'>): string | undefined {
  const name = runtime?.name;
  const newer = name === undefined || Token.isUnresolved(name) ? undefined : ON_AMAZON_LINUX_1[name];
  return newer === undefined ? undefined : `runs on ${name}: this runtime is on Amazon Linux 1, which Lambda no longer supports, and the `
    + `extension needs Amazon Linux 2 or newer. Set the function's runtime to a newer one, such as lambda.Runtime.${newer}`;
}

/** Whether the function's runtime contains a Node.js that can run the extension. A name that is a token is checked by its family. */
export function hasNodeForExtension({ runtime }: Pick<AttachableFunction, 'runtime'>): boolean {
  if (!runtime) return false;
  const { name, family } = runtime;
  if (Token.isUnresolved(name)) return family === lambda.RuntimeFamily.NODEJS;
  return Number(/^nodejs(\d+)/.exec(name)?.[1] ?? 0) >= OLDEST_NODE_VERSION;
}

/** The name of the runtime for an error text. */
export function runtimeNameOf({ runtime }: Pick<AttachableFunction, 'runtime'>): string {
  const name = runtime?.name;
  return name === undefined || Token.isUnresolved(name) ? 'a runtime that is known only at deployment' : name;
}
