import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { tryResourceOf } from './function-configuration';
import { edgeError, trustsEdge } from './lambda-edge';
import { OLDEST_NODE_VERSION } from './telemetry-layer';

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
