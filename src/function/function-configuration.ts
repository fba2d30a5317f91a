import { CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';

/** Returns the resource of the function; undefined if the construct is not a function of this app. */
export function tryResourceOf(fn: IConstruct): lambda.CfnFunction | undefined {
  const child = fn.node.defaultChild;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME
    ? child as lambda.CfnFunction
    : undefined;
}

/**
 * Returns the final layers; undefined if they are a token. Only for validation: the list is a lazy value that is evaluated
 * once, so layers that are added after it was read would be lost.
 */
export function layersOf(fn: lambda.Function): string[] | undefined {
  const resolved: unknown = Stack.of(fn).resolve(resourceOf(fn).layers);
  if (resolved === undefined) return [];
  return Array.isArray(resolved) ? resolved.map((layer) => JSON.stringify(layer)) : undefined;
}

/** Returns the final environment variables; undefined if they are a token. Only for validation, like {@link layersOf}. */
export function variablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  return variablesIn(Stack.of(fn).resolve(resourceOf(fn).environment));
}

/**
 * Returns the current environment variables, without resolving their values. A value may be lazy, and resolving it too early
 * could fix an incomplete value. Therefore only the token that contains the variables is resolved.
 */
export function unresolvedVariablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  const { environment } = resourceOf(fn);
  return variablesIn(Tokenization.isResolvable(environment)
    ? Tokenization.resolve(environment, { scope: fn, preparing: false, resolver: new OneTokenResolver(new StringConcat()) })
    : environment);
}

class OneTokenResolver extends DefaultTokenResolver {
  public override resolveToken(token: IResolvable, context: IResolveContext): unknown {
    return token.resolve(context);
  }
}

/** Returns the name of the configured log group; undefined if the function uses Lambda's default, or the configuration is a token. */
export function logGroupOf(fn: lambda.Function): string | undefined {
  const { loggingConfig } = resourceOf(fn);
  return loggingConfig === undefined || Tokenization.isResolvable(loggingConfig) ? undefined : loggingConfig.logGroup;
}

function variablesIn(environment: unknown): Record<string, unknown> | undefined {
  if (environment === undefined) return {};
  const variables = isRecord(environment) ? environment.variables ?? {} : undefined;
  return isRecord(variables) && !Tokenization.isResolvable(variables) ? variables : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function resourceOf(fn: lambda.Function): lambda.CfnFunction {
  const resource = tryResourceOf(fn);
  if (!resource) throw new Error(`${fn.node.path} has no AWS::Lambda::Function as its default child, so it cannot be checked`);
  return resource;
}
