import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { tryResourceOf } from './function-configuration';
import { edgeError } from './lambda-edge';
import { OLDEST_NODE_VERSION } from '../resources/telemetry-layer';

/**
 * The function itself, where it is one that this app makes: of a version or an alias the function that it belongs to, of
 * a singleton the function that it stands for.
 *
 * @throws for everything else; the message says what to do instead
 */
export function functionToAttach(fn: lambda.IFunction, byHand: string): lambda.Function {
  if (isEdgeFunction(fn)) throw edgeError(fn.node.path);
  const target = tryFunctionOf(fn);
  if (target) return target;
  throw new Error(`${fn.node.path} is not a function that this app makes, so its configuration cannot be changed here. `
    + `Attach where the function is defined, or by hand: ${byHand}`);
}

/** The function that the construct is, or stands for; undefined if it is none that this app makes. */
export function tryFunctionOf(construct: IConstruct): lambda.Function | undefined {
  if (isFunction(construct)) return construct;
  if (isPartOfFunction(construct)) return tryFunctionOf(construct.lambda);
  if (isSingleton(construct)) {
    const fn = Stack.of(construct).node.tryFindChild(construct.constructName);
    return fn && isFunction(fn) ? fn : undefined;
  }
  return undefined;
}

/** Not by `instanceof` alone: an app may have a second copy of aws-cdk-lib in its node_modules. */
function isFunction(construct: IConstruct): construct is lambda.Function {
  return construct instanceof lambda.Function || ('addLayers' in construct && tryResourceOf(construct) !== undefined);
}

function isPartOfFunction(construct: IConstruct): construct is IConstruct & { readonly lambda: lambda.IFunction } {
  return 'lambda' in construct && 'functionArn' in construct;
}

function isSingleton(construct: IConstruct): construct is lambda.SingletonFunction {
  return construct instanceof lambda.SingletonFunction || ('addLayers' in construct && 'constructName' in construct);
}

/** CDK's own construct for functions at the edge: a version that has versions. The getter itself is not read, it has effects. */
export function isEdgeFunction(construct: IConstruct): boolean {
  return 'edgeArn' in construct && 'currentVersion' in construct;
}

/** A function without a construct that settings and layers could be added to: CDK's plainest providers, and a user's own L1. */
export function isBareFunction(construct: IConstruct): boolean {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME
    && (construct.node.scope === undefined || tryFunctionOf(construct.node.scope) === undefined);
}

export function isContainerImage(fn: lambda.Function): boolean {
  return fn.runtime.name === lambda.Runtime.FROM_IMAGE.name;
}

/** @throws when the extension cannot run on the function's runtime, whatever else is attached */
export function checkRuntime(fn: lambda.Function): void {
  const wrong = whatIsWrongWithRuntime(fn);
  if (wrong) throw new Error(`${fn.node.path} runs on ${wrong}`);
}

/** The rest of a sentence that begins with "runs on". */
export function whatIsWrongWithRuntime({ runtime: { name, family } }: lambda.Function): string | undefined {
  const tokenName = Token.isUnresolved(name);
  const version = tokenName ? undefined : /^nodejs(\d*)/.exec(name)?.[1];
  if (family !== lambda.RuntimeFamily.NODEJS && version === undefined) {
    return `${tokenName ? 'a runtime that is not Node.js' : name}: the extension needs Node.js, `
      + `nodejs${OLDEST_NODE_VERSION}.x or newer. Attach only functions with a Node.js runtime`;
  }
  if (version !== undefined && Number(version) < OLDEST_NODE_VERSION) {
    return `${name}: the extension needs nodejs${OLDEST_NODE_VERSION}.x or newer. `
      + `Set the function's runtime to lambda.Runtime.NODEJS_${OLDEST_NODE_VERSION}_X or a newer one`;
  }
  return undefined;
}
