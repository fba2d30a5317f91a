import { Aspects, IAspect, TagManager } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { tryResourceOf } from '../../function/function-configuration';

export const DEFAULT_OPT_OUT_TAG = 'kinesis-telemetry';
const OFF = 'off';

/** A tag as it waits for synth: an Aspect of the construct that it was put on. One without a value takes the tag away. */
interface TagAspect extends IAspect {
  readonly key: string;
  readonly value?: string;
}

/**
 * The construct whose tag leaves the function out, as far as tags have been put anywhere by now: the nearest counts, and in
 * one place the last. CDK itself puts tags on resources only at synth.
 */
export function isOptedOut(fn: lambda.Function, tag: string): boolean {
  for (const scope of fn.node.scopes.reverse()) {
    const last = Aspects.of(scope).all.filter((aspect): aspect is TagAspect => isTag(aspect) && aspect.key === tag).pop();
    if (last) return last.value === OFF;
  }
  return isTaggedOff(fn, tag);
}

/** Whether the function itself has the tag: after synth has put it there, or because somebody has put it there directly. */
export function isTaggedOff(fn: lambda.Function, tag: string): boolean {
  const resource = tryResourceOf(fn);
  return resource !== undefined && TagManager.of(resource)?.tagValues()[tag] === OFF;
}

/** Not by `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isTag(aspect: IAspect): aspect is TagAspect {
  return 'key' in aspect && typeof aspect.key === 'string' && 'props' in aspect;
}
