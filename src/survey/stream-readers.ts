import { CfnResource, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sam from 'aws-cdk-lib/aws-sam';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import { IConstruct } from 'constructs';
import { mayReadStream, Reader, readersIn } from './reader-resources';
import { ReadingTime, referencesIn } from './references';
import { isSameStream, parameterIdentity, StreamIdentity, streamIdentitiesOf } from './stream-identity';

/** A reader, and the ways in which it names its stream. */
interface Source {
  readonly resource: CfnResource;
  readonly stream: readonly StreamIdentity[];
}

const PARAMETER = 'AWS::SSM::Parameter';
const FUNCTION = 'AWS::Lambda::Function';
const SAM_FUNCTION = 'AWS::Serverless::Function';
const FUNCTIONS = [FUNCTION, SAM_FUNCTION];

/**
 * A name, or an ARN, of a function, with or without a qualifier.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
const FUNCTION_NAME = /^(?:(?:[^:]*:){5}function:|(?:[^:]*:)?function:)?([a-zA-Z0-9_-]+)(?::[^:]*)?$/;

/** The functions among some constructs that read streams, and how. */
export class StreamReaders {
  private readonly streams: Source[] = [];
  /** The sources of each function, by the function's resource. */
  private readonly sources = new Map<IConstruct, Source[]>();
  /** The functions whose name is known at synth. */
  private readonly byName = new Map<string, CfnResource>();
  private readonly resources = new Set<CfnResource>();
  /** The SSM parameters with the ARN of a stream: the ways to name that stream. */
  private readonly parameters: StreamIdentity[][] = [];

  constructor(constructs: readonly IConstruct[], private readonly time: ReadingTime) {
    const readers: CfnResource[] = [];
    for (const construct of constructs) {
      if (!CfnResource.isCfnResource(construct)) continue;
      if (construct.cfnResourceType === PARAMETER) this.addParameter(construct as ssm.CfnParameter);
      if (FUNCTIONS.includes(construct.cfnResourceType)) this.addName(construct as lambda.CfnFunction | sam.CfnFunction);
      if (mayReadStream(construct)) readers.push(construct);
    }
    for (const resource of readers) {
      this.resources.add(resource);
      for (const reader of readersIn(resource, time)) this.addReader(resource, reader);
    }
  }

  /** Whether the construct was there when the functions were looked for. */
  public knows(construct: IConstruct): boolean {
    return CfnResource.isCfnResource(construct) && this.resources.has(construct);
  }

  /** Returns what makes the function a reader of the stream; undefined if nothing does. */
  public readerOf(fn: IConstruct, stream: readonly StreamIdentity[]): CfnResource | undefined {
    const sources = this.sources.get(fn);
    if (!sources) return undefined;
    const names = this.withParameters(stream);
    return sources.find((source) => isAnySame(this.withParameters(source.stream), names))?.resource;
  }

  /** Returns everything that reads the stream, also what invokes no function. */
  public readersOf(stream: readonly StreamIdentity[]): CfnResource[] {
    const names = this.withParameters(stream);
    return this.streams.filter((source) => isAnySame(this.withParameters(source.stream), names)).map(({ resource }) => resource);
  }

  private addName(fn: lambda.CfnFunction | sam.CfnFunction): void {
    if (fn.functionName !== undefined && !Token.isUnresolved(fn.functionName)) this.byName.set(fn.functionName, fn);
  }

  private addReader(resource: CfnResource, { source, functions }: Reader): void {
    const stream = streamIdentitiesOf(source, resource, this.time);
    if (stream.length === 0) return;
    this.streams.push({ resource, stream });
    for (const fn of new Set(functions.flatMap((value) => this.functionsIn(value, resource)))) {
      this.sources.set(fn, [...this.sources.get(fn) ?? [], { resource, stream }]);
    }
  }

  private addParameter(parameter: ssm.CfnParameter): void {
    if (parameter.name === undefined || Token.isUnresolved(parameter.name)) return;
    const stream = streamIdentitiesOf(parameter.value, parameter, this.time);
    if (stream.length > 0) this.parameters.push([parameterIdentity(parameter.name, parameter), ...stream]);
  }

  /** Adds the SSM parameters that contain the ARN, and what these contain. */
  private withParameters(stream: readonly StreamIdentity[]): StreamIdentity[] {
    return [...stream, ...this.parameters.filter((names) => isAnySame(names, stream)).flat()];
  }

  /** Returns the resources of the functions to which a value refers, directly or through an alias or a version. */
  private functionsIn(value: unknown, scope: IConstruct): CfnResource[] {
    const { constructs, text } = referencesIn(value, scope, this.time);
    const named = this.byName.get(FUNCTION_NAME.exec(text)?.[1] ?? '');
    return constructs.flatMap((construct) => {
      if (!CfnResource.isCfnResource(construct)) return [];
      switch (construct.cfnResourceType) {
        case FUNCTION: case SAM_FUNCTION: return [construct];
        case 'AWS::Lambda::Alias': return this.functionsIn((construct as lambda.CfnAlias).functionName, construct);
        case 'AWS::Lambda::Version': return this.functionsIn((construct as lambda.CfnVersion).functionName, construct);
        default: return [];
      }
    }).concat(named ?? []);
  }
}

function isAnySame(some: readonly StreamIdentity[], others: readonly StreamIdentity[]): boolean {
  return some.some((one) => others.some((other) => isSameStream(one, other)));
}
