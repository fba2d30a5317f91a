import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { DEFAULT_OPT_OUT_TAG, isOptedOut } from './opt-out-tag';
import { isContainerImage, isEdgeFunction, whatIsWrongWithRuntime } from '../../function/attachable-function';
import { isCdksOwn } from '../../function/cdks-own';
import { trustsEdgeByConstruction } from '../../function/lambda-edge';
import { Attachment } from '../attachment';
import { readsStream } from '../reads-stream';

/** Why a function is not attached when all are; undefined if it is. Those that were left out on purpose have no need to be told. */
export type LeftOut = { readonly reason: string } | 'as asked';

/** To what functions are attached. */
export interface AttachedTo {
  readonly owner: IConstruct;
  readonly stream: kinesis.IStream;
}

export function whyLeftOut(fn: lambda.Function, { owner, stream }: AttachedTo, options: AttachToAllOptions): LeftOut | undefined {
  const { include, exclude, optOutTag = DEFAULT_OPT_OUT_TAG } = options;
  if (exclude && isWithin(fn, exclude)) return 'as asked';
  if (include && !isWithin(fn, include)) return 'as asked';
  if (isOptedOut(fn, optOutTag)) return { reason: `it has the tag ${optOutTag}` };
  if (isCdksOwn(fn) && !include?.includes(fn)) return { reason: 'it is one of CDK\'s own' };
  if (isAtEdge(fn)) return { reason: 'it is used as Lambda@Edge' };
  const attachment = Attachment.of(fn);
  if (attachment && attachment.owner !== owner) return { reason: `it is attached to ${attachment.owner.node.path}` };
  if (attachment) return 'as asked';
  if (readsStream(fn, stream)) return { reason: 'it reads the stream, and its own telemetry there would call it again and again' };
  if (isContainerImage(fn)) return { reason: 'it is made from a container image' };
  const wrong = whatIsWrongWithRuntime(fn);
  return wrong === undefined ? undefined : { reason: `it runs on ${wrong.split(':')[0]}` };
}

function isAtEdge(fn: lambda.Function): boolean {
  return (fn.node.scope !== undefined && isEdgeFunction(fn.node.scope)) || trustsEdgeByConstruction(fn);
}

function isWithin(fn: lambda.Function, constructs: IConstruct[]): boolean {
  return fn.node.scopes.some((scope) => constructs.includes(scope));
}
