import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Returns the stack whose resources its nested stacks share. References to it become parameters of a nested stack, not exports. */
export function outermostStackOf(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? outermostStackOf(stack.nestedStackParent) : stack;
}
