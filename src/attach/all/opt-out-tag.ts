import { Aspects, IAspect, ITaggableV2, Stack, TagManager, TagType } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AttachableFunction } from '../../function/attachable-function';

export const DEFAULT_OPT_OUT_TAG = 'kinesis-telemetry';
const OFF = 'off';

/** The type that CDK gives to stacks, for the tags that include and exclude types. */
const STACK_TYPE = 'aws:cdk:stack';

/**
 * Whether a tag opts the function out, among the tags that have been added so far. CDK itself applies tags to resources only at synth time.
 *
 * @param singletons the constructs that stand for the function elsewhere in the tree. One of them opts it out for all
 */
export function isOptedOut({ resource }: AttachableFunction, tag: string, singletons: readonly IConstruct[]): boolean {
  const type = resource.cfnResourceType;
  return [resource, ...singletons].some((construct) => isOff(valueFor(construct, type, tag)));
}

/** The value of the tag on a resource of a type, at the place of the construct. The tags of a stack are weakest, as in CloudFormation. */
function valueFor(construct: IConstruct, resourceType: string, tag: string): string | undefined {
  const initial = { ...tagsOfStack(construct, tag), ...TagManager.of(construct)?.tagValues() };
  return withAspects(construct, new TagManager(TagType.MAP, resourceType, initial), tag).tagValues()[tag];
}

/** The tag in the props of the nearest stack that has it. */
function tagsOfStack(construct: IConstruct, tag: string): Record<string, string> {
  const stack = construct.node.scopes.reverse().filter(Stack.isStack).find((scope) => tag in scope.tags.tagValues());
  // Synth adds tags to stacks, too, also those that exclude functions.
  return stack && !isTouched(stack, tag) ? stack.tags.tagValues() : {};
}

/** Whether an Aspect sets or removes the tag of the stack. */
function isTouched(stack: Stack, tag: string): boolean {
  const [absent, present] = [{}, { [tag]: '' }].map((initial) => withAspects(stack, new TagManager(TagType.MAP, STACK_TYPE, initial), tag).tagValues()[tag]);
  return absent !== undefined || present !== '';
}

/** Lets the tags do what they will do at synth: from the root to the construct, with their types and priorities. */
function withAspects(construct: IConstruct, cdkTagManager: TagManager, tag: string): TagManager {
  const target: ITaggableV2 = { cdkTagManager };
  for (const aspect of construct.node.scopes.flatMap((scope) => Aspects.of(scope).all)) {
    if (isTag(aspect, tag)) aspect.visit(target as ITaggableV2 & IConstruct);
  }
  return cdkTagManager;
}

function isOff(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === OFF;
}

/** Whether the Aspect adds or removes the tag. Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isTag(aspect: IAspect, tag: string): boolean {
  return 'key' in aspect && aspect.key === tag && 'props' in aspect;
}
