import { CommandError, UsageError } from '../errors';
import type { Access, ClientConfiguration } from './clients';

/** How the user names the stream. With none of these: by the SSM parameter under the default prefix. */
export interface StreamName {
  /** Name or ARN. */
  readonly stream?: string;
  /** A CloudFormation stack. */
  readonly stack?: string;
  /** The prefix of the SSM parameters. */
  readonly prefix?: string;
}

/** A stream as calls name it. */
export type Stream = { readonly StreamARN: string } | { readonly StreamName: string };

/** The construct's default for `parameterPrefix`. */
export const DEFAULT_PREFIX = '/telemetry/kinesis';
const PARAMETER = '/stream/arn';

const STREAM_ARN = /^arn:[\w-]+:kinesis:([\w-]+):\d{12}:stream\/([\w.-]+)$/;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
const STREAM_NAME = /^[\w.-]{1,128}$/;

/** Questions to other services. Each loads its client when it is asked. */
export interface Directory {
  /** @returns the value of an SSM parameter, or undefined if there is none */
  parameter(name: string): Promise<string | undefined>;
  /** @returns the outputs of a stack, and its resources by type */
  stack(name: string): Promise<{ readonly outputs: readonly string[]; readonly parameters: readonly string[] }>;
}

/**
 * Checks how the stream is named, and takes the region from its ARN if no other is given.
 * @throws UsageError
 */
export function accessTo({ stream }: StreamName, access: Access): Access {
  if (stream === undefined) return access;
  const region = STREAM_ARN.exec(stream)?.[1];
  if (region === undefined && !STREAM_NAME.test(stream)) {
    throw new UsageError(`the stream must be a name or an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got ${JSON.stringify(stream)}`);
  }
  return { ...access, region: access.region ?? region };
}

/**
 * Finds the stream.
 * @throws CommandError if there is none, or more than one
 */
export async function findStream({ stream, stack, prefix }: StreamName, directory: Directory): Promise<Stream> {
  if (stream !== undefined) return STREAM_ARN.test(stream) ? { StreamARN: stream } : { StreamName: stream };
  if (stack !== undefined) return { StreamARN: await streamOfStack(stack, directory) };
  return { StreamARN: await streamOfParameter(`${(prefix ?? DEFAULT_PREFIX).replace(/\/+$/, '')}${PARAMETER}`, directory) };
}

/** Returns the name for messages. */
export function nameOf(stream: Stream): string {
  return 'StreamARN' in stream ? STREAM_ARN.exec(stream.StreamARN)?.[2] ?? stream.StreamARN : stream.StreamName;
}

async function streamOfParameter(name: string, directory: Directory): Promise<string> {
  const value = await directory.parameter(name);
  if (value === undefined) {
    throw new CommandError(`there is no SSM parameter ${name}. Is the construct deployed in this account and region? `
      + 'Otherwise give the name of the stream, --stack, or the --prefix that the construct has as parameterPrefix');
  }
  if (!STREAM_ARN.test(value)) throw new CommandError(`the SSM parameter ${name} must contain the ARN of a stream, got ${JSON.stringify(value)}`);
  return value;
}

/** An output wins: the user has made it. */
async function streamOfStack(name: string, directory: Directory): Promise<string> {
  const { outputs, parameters } = await directory.stack(name);
  const streams = [...new Set(outputs.filter((output) => STREAM_ARN.test(output)))];
  if (streams.length === 1) return streams[0];
  if (streams.length > 1) throw new CommandError(`the stack ${name} has outputs for several streams. Give the name of one: ${streams.join(', ')}`);
  const named = parameters.filter((parameter) => parameter.endsWith(PARAMETER));
  if (named.length === 1) return streamOfParameter(named[0], directory);
  if (named.length > 1) {
    throw new CommandError(`the stack ${name} has SSM parameters for several streams. Give the --prefix of one: ${named.map((parameter) => parameter.slice(0, -PARAMETER.length)).join(', ')}`);
  }
  throw new CommandError(`the stack ${name} has neither an output with the ARN of a stream nor an SSM parameter that ends with ${PARAMETER}. Give the name of the stream`);
}

/** Asks AWS. */
export class AwsDirectory implements Directory {
  constructor(private readonly configuration: ClientConfiguration) {}

  async parameter(name: string): Promise<string | undefined> {
    const { readParameter } = await import('./read-parameter.js');
    return readParameter(this.configuration, name);
  }

  async stack(name: string): Promise<{ outputs: string[]; parameters: string[] }> {
    const { readStack } = await import('./read-stack.js');
    return readStack(this.configuration, name);
  }
}
