import { CfnResource, Tokenization } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { referencesIn } from './references';

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

/** Undefined if the construct is no function, or one with the log group of its own that Lambda creates under an unknown name. */
function keyOf(fn: IConstruct): string | undefined {
  if (!CfnResource.isCfnResource(fn) || fn.cfnResourceType !== 'AWS::Lambda::Function') return undefined;
  const { loggingConfig, functionName, role } = fn as lambda.CfnFunction;
  if (Tokenization.isResolvable(loggingConfig)) return undefined;
  const logGroup = loggingConfig?.logGroup ?? (functionName === undefined ? undefined : `/aws/lambda/${functionName}`);
  return logGroup === undefined ? undefined : JSON.stringify([logGroup, role].map((value) => identityOf(value, fn)));
}

/** The same in each stack that refers to it. */
function identityOf(value: string, scope: IConstruct): unknown {
  const { constructs, text } = referencesIn(value, scope, 'at the end');
  return [constructs.map(({ node }) => node.path), text];
}
