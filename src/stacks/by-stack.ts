import { Stack } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { outermostStackOf } from './outermost-stack';

/** One value for each stack in which the constructs of an owner are used. It is created when it is first needed there. */
export class ByStack<Value> {
  private readonly values = new Map<Stack, Value>();

  /**
   * @param create creates the value for a stack. The scope is the owner in the owner's own stack, and a construct of the owner in another stack
   */
  constructor(private readonly owner: Construct, private readonly create: (scope: Construct) => Value) {}

  /** The value for the outermost stack of the construct. */
  public of(construct: IConstruct): Value {
    const stack = outermostStackOf(construct);
    let value = this.values.get(stack);
    if (value === undefined) {
      value = this.create(this.scopeIn(stack));
      this.values.set(stack, value);
    }
    return value;
  }

  /** The stacks with a value. */
  public get stacks(): Stack[] {
    return [...this.values.keys()];
  }

  private scopeIn(stack: Stack): Construct {
    if (stack === outermostStackOf(this.owner)) return this.owner;
    // The address is derived from the path: it is unique in the app, and stable between deployments.
    const id = `KinesisTelemetryExtension-${this.owner.node.addr.slice(-8)}`;
    return stack.node.tryFindChild(id) as Construct | undefined ?? new Construct(stack, id);
  }
}
