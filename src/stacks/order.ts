import { Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { outermostStackOf } from './outermost-stack';

/**
 * Lets stacks be deployed after the stack of the owner, unless that stack depends on them. They need nothing of it, but a function whose stream does
 * not exist yet has nowhere to send its telemetry.
 *
 * Only for validation, when CDK has added the dependencies that references cause.
 *
 * @returns no errors
 */
export function orderStacks(owner: IConstruct, stacks: readonly Stack[]): string[] {
  const home = outermostStackOf(owner);
  const before = new Set<Stack>();
  const collect = (stack: Stack): void => {
    if (before.has(stack)) return;
    before.add(stack);
    stack.dependencies.forEach(collect);
  };
  collect(home);
  for (const stack of stacks) {
    if (!before.has(stack) && Stage.of(stack) === Stage.of(home)) stack.addDependency(home, `functions of ${stack.node.path} write to the stream of ${owner.node.path}`);
  }
  return [];
}
