import { CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachableFunction } from './attachable-function';
import { isFunctionResource, isFunctionType, tryResourceOf } from './function-resource';
import { L1Function } from './l1-function';
import { L2Function } from './l2-function';
import { edgeError } from './lambda-edge';
import { referencesIn } from '../survey/references';

/** They name their function, also without an L2. */
const PARTS_OF_FUNCTION = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/**
 * Returns the function that this app creates: the function itself, the function of a version or an alias, the function behind a
 * `SingletonFunction`, or the one to whose ARN an imported function refers.
 *
 * @throws for everything else; the message says what to do instead
 */
export function functionToAttach(construct: IConstruct, byHand: string): AttachableFunction {
  if (isEdgeFunction(construct)) throw edgeError(construct.node.path);
  const fn = functionOf(construct);
  if (fn) return fn;
  const { path } = construct.node;
  if (isFunctionType(construct)) throw new Error(`${path} ${PLAIN_RESOURCE}`);
  if (!('functionArn' in construct)) {
    throw new Error(`${path} is no Lambda function. Give attachTo a lambda.Function, a CfnFunction, a version or an alias; `
      + 'attachToAll attaches the functions in a construct');
  }
  throw new Error(`${path} is not a function that this app creates, so its configuration cannot be changed here. `
    + `Attach it in the app that creates it, or configure it by hand: ${byHand}`);
}

/** The end of an error text, and the reason why such a function is skipped. */
export const PLAIN_RESOURCE = 'is neither a lambda.Function nor a CfnFunction, but a plain resource, such as a provider in the core of CDK';

/** Returns the function that the construct is or refers to; undefined if this app does not create it. */
export function functionOf(construct: IConstruct): AttachableFunction | undefined {
  const fn = l2Of(construct);
  if (fn) return new L2Function(fn);
  return isFunctionResource(construct) ? new L1Function(construct) : referredFunctionOf(construct);
}

/** Returns the function if the construct is one; undefined if it only refers to one, like an alias: its function is in the tree, too. */
export function ownFunctionOf(construct: IConstruct): AttachableFunction | undefined {
  if (isFunctionResource(construct)) return isPartOfL2(construct) ? undefined : new L1Function(construct);
  return 'addLayers' in construct ? functionOf(construct) : undefined;
}

/** Whether the construct is a function in the template without a class that has properties, which cannot be attached. */
export function isPlainResource(construct: IConstruct): boolean {
  return isFunctionType(construct) && !isFunctionResource(construct);
}

/** Whether the construct is CDK's `EdgeFunction`. Checks only that the properties exist: the getter `currentVersion` has side effects. */
export function isEdgeFunction(construct: IConstruct): boolean {
  return 'edgeArn' in construct && 'currentVersion' in construct;
}

function l2Of(construct: IConstruct): lambda.Function | undefined {
  if (isL2(construct)) return construct;
  if (isFunctionResource(construct)) return isPartOfL2(construct) ? construct.node.scope as lambda.Function : undefined;
  if (isPartOfFunction(construct)) return l2Of(construct.lambda);
  if (isSingleton(construct)) {
    const fn = Stack.of(construct).node.tryFindChild(construct.constructName);
    return fn && isL2(fn) ? fn : undefined;
  }
  return undefined;
}

/** `instanceof` is not enough: an app may have a second copy of aws-cdk-lib in its node_modules. */
function isL2(construct: IConstruct): construct is lambda.Function {
  return construct instanceof lambda.Function || ('addLayers' in construct && tryResourceOf(construct) !== undefined);
}

/** Returns the function to which a version or an alias without an L2, or an imported function, refers by its name or ARN. */
function referredFunctionOf(construct: IConstruct): AttachableFunction | undefined {
  const name = nameOfFunction(construct);
  const { constructs } = referencesIn(name, construct, 'while building');
  return constructs.length === 1 && constructs[0] !== construct ? functionOf(constructs[0]) : undefined;
}

function nameOfFunction(construct: IConstruct): unknown {
  if (CfnResource.isCfnResource(construct)) {
    return PARTS_OF_FUNCTION.includes(construct.cfnResourceType) && 'functionName' in construct ? construct.functionName : undefined;
  }
  return 'functionArn' in construct && 'functionName' in construct ? construct.functionArn : undefined;
}

function isPartOfL2({ node }: IConstruct): boolean {
  return node.scope !== undefined && isL2(node.scope);
}

function isPartOfFunction(construct: IConstruct): construct is IConstruct & { readonly lambda: lambda.IFunction } {
  return 'lambda' in construct && 'functionArn' in construct;
}

function isSingleton(construct: IConstruct): construct is lambda.SingletonFunction {
  return construct instanceof lambda.SingletonFunction || ('addLayers' in construct && 'constructName' in construct);
}
