import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The `SingletonFunction`s among some constructs. The function of one is a child of its stack, not of the singleton. */
export class Singletons {
  private readonly byFunction = new Map<IConstruct, IConstruct[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      if (!isSingleton(construct)) continue;
      const fn = Stack.of(construct).node.tryFindChild(construct.constructName);
      if (fn) this.byFunction.set(fn, [...this.of(fn), construct]);
    }
  }

  /** Returns the constructs that stand for the function. */
  public of(fn: IConstruct): readonly IConstruct[] {
    return this.byFunction.get(fn) ?? [];
  }
}

/** Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isSingleton(construct: IConstruct): construct is IConstruct & { readonly constructName: string } {
  return 'addLayers' in construct && 'constructName' in construct && typeof construct.constructName === 'string';
}
