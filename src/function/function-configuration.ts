import { CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, Stack, StringConcat, Tokenization } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';

/** Where the configuration of the function is; undefined if it is no function of this app. */
export function tryResourceOf(fn: IConstruct): lambda.CfnFunction | undefined {
  const child = fn.node.defaultChild;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME
    ? child as lambda.CfnFunction
    : undefined;
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

/** The variables in the end; undefined where a token hides them. Only for validation, like {@link layersOf}. */
export function variablesOf(fn: lambda.Function): Record<string, unknown> | undefined {
  return variablesIn(Stack.of(fn).resolve(resourceOf(fn).environment));
}

/**
 * The variables by now, with tokens as values where tokens were given. The values of a user may be lazy: resolved now, they
 * would keep what is only half of the truth. So the one token that holds the variables is opened, and no other.
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

/** The name of the log group that the function is told to write to; undefined where Lambda's default is used, or a token hides it. */
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
