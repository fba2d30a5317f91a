import { CfnResource, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { outermostStackOf } from './outermost-stack';
import { renderedResourceOf } from '../template/rendered-properties';
import { idsIn } from '../template/template-value';

/** The resources of a stack by their logical id, and what each depends on. */
type Dependencies = ReadonlyMap<string, { readonly resource: CfnResource; readonly ids: readonly string[] }>;

/**
 * Returns an error for each nested stack that depends on itself and contains attached functions: CloudFormation refuses such a stack, and CDK does not
 * see it, because nested stacks pass values by parameters and outputs.
 *
 * Only for validation, when CDK has added the parameters.
 */
export function circlesOfNestedStacks(owner: IConstruct, attached: readonly IConstruct[]): string[] {
  const home = outermostStackOf(owner);
  const nested = new Set(attached.flatMap((fn) => nestedStacksOf(fn)).filter((stack) => outermostStackOf(stack) === home));
  const dependencies = new Map<Stack, Dependencies>();
  return [...nested].flatMap((stack) => {
    const parent = stack.nestedStackParent!;
    const found = dependencies.get(parent) ?? dependenciesIn(parent);
    dependencies.set(parent, found);
    const circle = circleOf(idOf(stack.nestedStackResource!), found);
    if (!circle) return [];
    const move = Stack.of(owner) === home ? '' : `Create ${owner.node.path} outside of nested stacks. `;
    return [`${home.node.path}: CloudFormation refuses a stack with resources that depend on each other in a circle, as ${circle.join(' -> ')}. Functions of `
      + `${stack.node.path} are attached to ${owner.node.path}. ${move}Set streamName, so that the ARN of the stream is known at synth`];
  });
}

function nestedStacksOf(construct: IConstruct): Stack[] {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? [stack, ...nestedStacksOf(stack.nestedStackParent)] : [];
}

function dependenciesIn(stack: Stack): Dependencies {
  const resources = stack.node.findAll()
    .filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct) && construct.stack === stack);
  return new Map(resources.map((resource) => {
    const rendered = renderedResourceOf(resource);
    return [idOf(resource), { resource, ids: [...idsIn(rendered), ...[rendered.DependsOn ?? []].flat()] }];
  }));
}

/** Returns the paths of the constructs on the way from a resource back to itself; undefined if there is no such way. */
function circleOf(start: string, dependencies: Dependencies): string[] | undefined {
  const seen = new Set<string>();
  const wayFrom = (id: string): string[] | undefined => {
    for (const next of dependencies.get(id)?.ids ?? []) {
      if (next === start) return [id];
      if (seen.has(next)) continue;
      seen.add(next);
      const way = wayFrom(next);
      if (way) return [id, ...way];
    }
    return undefined;
  };
  return wayFrom(start)?.concat(start).map((id) => pathOf(dependencies.get(id)!.resource));
}

/** The path of the construct that users know. A nested stack `N` has its resource in `N.NestedStack`. */
function pathOf({ node }: CfnResource): string {
  return node.path.replace(/\.NestedStack\/[^/]+$/, '').replace(/\/Resource$/, '');
}

function idOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId) as string;
}
