import { IConstruct } from 'constructs';
import { AttachToAllOptions } from './attach-to-all-options';
import { DEFAULT_OPT_OUT_TAG, isOptedOut } from './opt-out-tag';
import { AttachableFunction } from '../../function/attachable-function';
import { isCdksOwn } from '../../function/cdks-own';
import { functionOf, isEdgeFunction } from '../../function/find-function';
import { trustsEdgeByConstruction } from '../../function/lambda-edge';
import { whatIsWrongWithRuntime } from '../../function/runtime';
import { Survey } from '../../survey/survey';
import { AttachOptions } from '../attach-options';

/** Why a function is skipped. Functions that the user excludes, and functions that are already attached, are not reported. */
export type LeftOut = { readonly reason: string } | 'as asked';

/** The extension to which functions are attached. */
export interface AttachedTo {
  readonly owner: IConstruct;
  /** Whether the function reads the extension's stream. */
  readonly isReadBy: (fn: AttachableFunction, survey: Survey) => boolean;
  /** Why the host that the settings choose cannot run beside the function. */
  readonly whatIsWrongWithHost: (fn: AttachableFunction, options: AttachOptions) => string | undefined;
  /** Returns the extension that attached the function, if any. */
  readonly ownerOf: (fn: IConstruct) => IConstruct | undefined;
}

export function whyLeftOut(fn: AttachableFunction, attachedTo: AttachedTo, options: AttachToAllOptions, survey: Survey): LeftOut | undefined {
  const { construct } = fn;
  const { optOutTag = DEFAULT_OPT_OUT_TAG, extensionInImage = false } = options;
  const [include, exclude] = [options.include, options.exclude].map((constructs) => constructs?.flatMap(withItsFunction));
  if (exclude && isWithin(construct, exclude)) return 'as asked';
  if (include && !isWithin(construct, include)) return 'as asked';
  if (isOptedOut(fn, optOutTag, survey.singletons.of(construct))) return { reason: `it has the tag ${optOutTag}` };
  if (isCdksOwn(construct) && !include?.includes(construct)) return { reason: 'it is a function of CDK' };
  if (isAtEdge(fn)) return { reason: 'it is used as Lambda@Edge' };
  const attachedBy = attachedTo.ownerOf(construct);
  if (attachedBy && attachedBy !== attachedTo.owner) return { reason: `it is attached to ${attachedBy.node.path}` };
  if (attachedBy) return 'as asked';
  if (attachedTo.isReadBy(fn, survey)) return { reason: 'it reads the stream, and its own telemetry in the stream would invoke it in an endless loop' };
  if (fn.isContainerImage && !extensionInImage) return { reason: 'it has a container image, and extensionInImage is not given' };
  const wrong = fn.whyUnchangeable() ?? whatIsWrongWithRuntime(fn) ?? attachedTo.whatIsWrongWithHost(fn, options);
  return wrong === undefined ? undefined : { reason: `it ${wrong}` };
}

function isAtEdge(fn: AttachableFunction): boolean {
  const { scope } = fn.construct.node;
  return (scope !== undefined && isEdgeFunction(scope)) || trustsEdgeByConstruction(fn);
}

/** For an alias, a version and a singleton, its function is meant, which is elsewhere in the tree. */
function withItsFunction(construct: IConstruct): IConstruct[] {
  return [construct, functionOf(construct)?.construct ?? construct];
}

function isWithin(fn: IConstruct, constructs: IConstruct[]): boolean {
  return fn.node.scopes.some((scope) => constructs.includes(scope));
}
