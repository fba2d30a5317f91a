import { CfnResource, Stack, Tokenization } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Which functions among some constructs write to the same log group with the same role. */
export class LogGroups {
  private readonly functions = new Map<string, lambda.CfnFunction[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      const key = keyOf(construct);
      if (key !== undefined) this.functions.set(key, [...this.functions.get(key) ?? [], construct as lambda.CfnFunction]);
    }
  }

  /** Returns the other functions. */
  public sharedBy(fn: IConstruct): lambda.CfnFunction[] {
    return (this.functions.get(keyOf(fn) ?? '') ?? []).filter((other) => other !== fn);
  }
}

/** Undefined if the construct is no function, or one with the log group of its own that Lambda creates. */
function keyOf(fn: IConstruct): string | undefined {
  if (!CfnResource.isCfnResource(fn) || fn.cfnResourceType !== 'AWS::Lambda::Function') return undefined;
  const { loggingConfig, role } = fn as lambda.CfnFunction;
  if (loggingConfig === undefined || Tokenization.isResolvable(loggingConfig) || loggingConfig.logGroup === undefined) return undefined;
  const stack = Stack.of(fn);
  return JSON.stringify([stack.resolve(loggingConfig.logGroup), stack.resolve(role), stack.node.path]);
}
