import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { OLDEST_NODE_VERSION } from './telemetry-layer';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_LAYERS = 5;

const EDGE_SERVICE = 'edgelambda.amazonaws.com';

/**
 * The function itself, where it is one that this app makes.
 *
 * @throws for everything else; the message says what to do instead
 */
export function functionToAttach(fn: lambda.IFunction, byHand: string): lambda.Function {
  if (isFunction(fn)) return fn;
  const { path } = fn.node;
  if (isPartOfFunction(fn)) {
    if (trustsEdge(fn.lambda)) throw edgeError(path);
    throw new Error(`${path} is a version or an alias of a function. Attach to the function instead: pass its "lambda" `
      + 'member. Its versions and aliases follow');
  }
  if (fn instanceof lambda.SingletonFunction) {
    throw new Error(`${path} is a SingletonFunction, which cannot be attached. Make it a lambda.Function`);
  }
  throw new Error(`${path} is not a function that this app makes, so its configuration cannot be changed here. `
    + `Attach where the function is defined, or by hand: ${byHand}`);
}

/** Not by `instanceof` alone: an app may have a second copy of aws-cdk-lib in its node_modules. */
function isFunction(fn: lambda.IFunction): fn is lambda.Function {
  return fn instanceof lambda.Function || ('addLayers' in fn && tryResourceOf(fn) !== undefined);
}

function isPartOfFunction(fn: lambda.IFunction): fn is lambda.IFunction & { readonly lambda: lambda.IFunction } {
  return 'lambda' in fn;
}

function tryResourceOf(fn: lambda.IFunction): lambda.CfnFunction | undefined {
  const child = fn.node.defaultChild;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME
    ? child as lambda.CfnFunction
    : undefined;
}

export function resourceOf(fn: lambda.Function): lambda.CfnFunction {
  const resource = tryResourceOf(fn);
  if (!resource) throw new Error(`${fn.node.path} has no AWS::Lambda::Function as its default child, so it cannot be checked`);
  return resource;
}

/** @throws when the extension cannot run in this function, whatever else is attached */
export function checkRuntime(fn: lambda.Function): void {
  const { path } = fn.node;
  const { name, family } = fn.runtime;
  if (name === lambda.Runtime.FROM_IMAGE.name) {
    throw new Error(`${path} is made from a container image, and layers do not apply to those. `
      + 'Use a function with a .zip package (lambda.Function or NodejsFunction)');
  }
  const tokenName = Token.isUnresolved(name);
  const version = tokenName ? undefined : /^nodejs(\d*)/.exec(name)?.[1];
  if (family !== lambda.RuntimeFamily.NODEJS && version === undefined) {
    throw new Error(`${path} runs on ${tokenName ? 'a runtime that is not Node.js' : name}: the extension needs Node.js, `
      + `nodejs${OLDEST_NODE_VERSION}.x or newer. Attach only functions with a Node.js runtime`);
  }
  if (version !== undefined && Number(version) < OLDEST_NODE_VERSION) {
    throw new Error(`${path} runs on ${name}: the extension needs nodejs${OLDEST_NODE_VERSION}.x or newer. `
      + `Set the function's runtime to lambda.Runtime.NODEJS_${OLDEST_NODE_VERSION}_X or a newer one`);
  }
}

/** CloudFront adds this trust to the role of each function that it replicates to the edge. */
export function trustsEdge(fn: lambda.IFunction): boolean {
  const { role } = fn;
  if (!role || !iam.Role.isRole(role) || !role.assumeRolePolicy) return false;
  // As JSON: to resolve the document itself would freeze its statements.
  return JSON.stringify(Stack.of(role).resolve(role.assumeRolePolicy.toJSON())).includes(EDGE_SERVICE);
}

export function edgeError(path: string): Error {
  return new Error(`${path} is used as Lambda@Edge, which accepts neither layers nor environment variables. Do not attach it`);
}

/**
 * The layers in the end; undefined where a token hides them. Only for validation: the list is a lazy value that keeps
 * what it was when it was read first, so that every layer added later would be lost.
 */
export function layersOf(fn: lambda.Function): string[] | undefined {
  const resolved: unknown = Stack.of(fn).resolve(resourceOf(fn).layers);
  if (resolved === undefined) return [];
  return Array.isArray(resolved) ? resolved.map((layer) => JSON.stringify(layer)) : undefined;
}

/** The variables as far as they are known by now; undefined where a token hides them. */
export function variablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  const resolved: unknown = Stack.of(fn).resolve(resourceOf(fn).environment);
  if (resolved === undefined) return {};
  const variables = isRecord(resolved) ? resolved.variables ?? {} : undefined;
  return isRecord(variables) ? variables : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
