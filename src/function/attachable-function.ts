import { CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { tryResourceOf } from './function-configuration';
import { edgeError } from './lambda-edge';

/**
 * Returns the function that this app creates: the function itself, the function of a version or an alias, or the function behind a
 * `SingletonFunction`.
 *
 * @throws for all other functions; the message says what to do instead
 */
export function functionToAttach(fn: lambda.IFunction, byHand: string): lambda.Function {
  if (isEdgeFunction(fn)) throw edgeError(fn.node.path);
  const target = tryFunctionOf(fn);
  if (target) return target;
  throw new Error(`${fn.node.path} is not a function that this app creates, so its configuration cannot be changed here. `
    + `Attach it in the app that creates it, or configure it by hand: ${byHand}`);
}

/** Returns the function that the construct is or refers to; undefined if this app does not create it. */
export function tryFunctionOf(construct: IConstruct): lambda.Function | undefined {
  if (isFunction(construct)) return construct;
  if (isPartOfFunction(construct)) return tryFunctionOf(construct.lambda);
  if (isSingleton(construct)) {
    const fn = Stack.of(construct).node.tryFindChild(construct.constructName);
    return fn && isFunction(fn) ? fn : undefined;
  }
  return undefined;
}

/** `instanceof` is not enough: an app may have a second copy of aws-cdk-lib in its node_modules. */
function isFunction(construct: IConstruct): construct is lambda.Function {
  return construct instanceof lambda.Function || ('addLayers' in construct && tryResourceOf(construct) !== undefined);
}

function isPartOfFunction(construct: IConstruct): construct is IConstruct & { readonly lambda: lambda.IFunction } {
  return 'lambda' in construct && 'functionArn' in construct;
}

function isSingleton(construct: IConstruct): construct is lambda.SingletonFunction {
  return construct instanceof lambda.SingletonFunction || ('addLayers' in construct && 'constructName' in construct);
}

/** Whether the construct is CDK's `EdgeFunction`. Checks only that the properties exist: the getter `currentVersion` has side effects. */
export function isEdgeFunction(construct: IConstruct): boolean {
  return 'edgeArn' in construct && 'currentVersion' in construct;
}

/** Whether the construct is a `CfnFunction` without an L2, which cannot be attached: a provider of CDK, or an L1 of the app. */
export function isBareFunction(construct: IConstruct): boolean {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME
    && (construct.node.scope === undefined || tryFunctionOf(construct.node.scope) === undefined);
}

export function isContainerImage(fn: lambda.Function): boolean {
  return fn.runtime.name === lambda.Runtime.FROM_IMAGE.name;
}
