import { Aspects, IAspect, Stack, TagManager } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AttachableFunction } from '../../function/attachable-function';

export const DEFAULT_OPT_OUT_TAG = 'kinesis-telemetry';
const OFF = 'off';

/** A tag before synth: an Aspect of the construct to which it was added. An Aspect without a value removes the tag. */
interface TagAspect extends IAspect {
  readonly key: string;
  readonly value?: string;
}

/**
 * Whether a tag opts the function out, among the tags that have been added so far. The tag of the nearest construct counts, and on one
 * construct the last tag. CDK itself applies tags to resources only at synth time.
 *
 * @param singletons the constructs that stand for the function elsewhere in the tree. One of them opts it out for all
 */
export function isOptedOut(fn: AttachableFunction, tag: string, singletons: readonly IConstruct[]): boolean {
  return isTaggedOff(fn, tag) || singletons.some((singleton) => isOff(nearestValue(singleton, tag))) || isOff(nearestValue(fn.construct, tag));
}

/** Whether the resource of the function has the tag: synth has applied it, or it was set directly. */
function isTaggedOff({ resource }: AttachableFunction, tag: string): boolean {
  return isOff(TagManager.of(resource)?.tagValues()[tag]);
}

function nearestValue(construct: IConstruct, tag: string): string | undefined {
  for (const scope of construct.node.scopes.reverse()) {
    const last = Aspects.of(scope).all.filter((aspect): aspect is TagAspect => isTag(aspect) && aspect.key === tag).pop();
    if (last) return last.value;
    // The tags in the props of a stack.
    const ofStack = Stack.isStack(scope) ? scope.tags.tagValues()[tag] : undefined;
    if (ofStack !== undefined) return ofStack;
  }
  return undefined;
}

function isOff(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === OFF;
}

/** Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isTag(aspect: IAspect): aspect is TagAspect {
  return 'key' in aspect && typeof aspect.key === 'string' && 'props' in aspect;
}
