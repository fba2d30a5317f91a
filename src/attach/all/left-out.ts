import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { DEFAULT_OPT_OUT_TAG, isOptedOut } from './opt-out-tag';
import { isContainerImage, isEdgeFunction, whatIsWrongWithRuntime } from '../../function/attachable-function';
import { isCdksOwn } from '../../function/cdks-own';
import { trustsEdgeByConstruction } from '../../function/lambda-edge';

/** Why a function is not attached when all are; undefined if it is. Those that were left out on purpose have no need to be told. */
export type LeftOut = { readonly reason: string } | 'as asked';

/** To what functions are attached. */
export interface AttachedTo {
  readonly owner: IConstruct;
  /** Whether the function reads the stream that functions are attached to. */
  readonly isReadBy: (fn: lambda.Function) => boolean;
  /** Whose attachment the function has, if it has one. */
  readonly ownerOf: (fn: lambda.Function) => IConstruct | undefined;
}

export function whyLeftOut(fn: lambda.Function, attachedTo: AttachedTo, options: AttachToAllOptions): LeftOut | undefined {
  const { include, exclude, optOutTag = DEFAULT_OPT_OUT_TAG } = options;
  if (exclude && isWithin(fn, exclude)) return 'as asked';
  if (include && !isWithin(fn, include)) return 'as asked';
  if (isOptedOut(fn, optOutTag)) return { reason: `it has the tag ${optOutTag}` };
  if (isCdksOwn(fn) && !include?.includes(fn)) return { reason: 'it is one of CDK\'s own' };
  if (isAtEdge(fn)) return { reason: 'it is used as Lambda@Edge' };
  const attachedBy = attachedTo.ownerOf(fn);
  if (attachedBy && attachedBy !== attachedTo.owner) return { reason: `it is attached to ${attachedBy.node.path}` };
  if (attachedBy) return 'as asked';
  if (attachedTo.isReadBy(fn)) return { reason: 'it reads the stream, and its own telemetry there would call it again and again' };
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
