import { CfnResource, Stack, Tokenization } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Which functions among some constructs write to the same log group with the same role. */
export class LogGroups {
  private readonly functions = new Map<string, lambda.CfnFunction[]>();

  constructor(constructs: readonly IConstruct[]) {
    for (const construct of constructs) {
      if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== 'AWS::Lambda::Function') continue;
      const fn = construct as lambda.CfnFunction;
      const key = keyOf(fn);
      if (key !== undefined) this.functions.set(key, [...this.functions.get(key) ?? [], fn]);
    }
  }

  /** Returns the other functions. */
  public sharedBy(fn: lambda.CfnFunction): lambda.CfnFunction[] {
    return (this.functions.get(keyOf(fn) ?? '') ?? []).filter((other) => other !== fn);
  }
}

/** Undefined if the function has the log group of its own that Lambda creates. */
function keyOf(fn: lambda.CfnFunction): string | undefined {
  const { loggingConfig, role } = fn;
  if (loggingConfig === undefined || Tokenization.isResolvable(loggingConfig) || loggingConfig.logGroup === undefined) return undefined;
  const stack = Stack.of(fn);
  return JSON.stringify([stack.resolve(loggingConfig.logGroup), stack.resolve(role), stack.node.path]);
}
