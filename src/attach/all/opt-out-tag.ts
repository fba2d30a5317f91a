import { Aspects, IAspect, TagManager } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { tryResourceOf } from '../../function/function-configuration';

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
 */
export function isOptedOut(fn: lambda.Function, tag: string): boolean {
  for (const scope of fn.node.scopes.reverse()) {
    const last = Aspects.of(scope).all.filter((aspect): aspect is TagAspect => isTag(aspect) && aspect.key === tag).pop();
    if (last) return last.value === OFF;
  }
  return isTaggedOff(fn, tag);
}

/** Whether the resource of the function has the tag: synth has applied it, or it was set directly. */
export function isTaggedOff(fn: lambda.Function, tag: string): boolean {
  const resource = tryResourceOf(fn);
  return resource !== undefined && TagManager.of(resource)?.tagValues()[tag] === OFF;
}

/** Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isTag(aspect: IAspect): aspect is TagAspect {
  return 'key' in aspect && typeof aspect.key === 'string' && 'props' in aspect;
}
