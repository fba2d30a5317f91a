import { DefaultTokenResolver, IResolvable, IResolveContext, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { FunctionResource } from './function-resource';
import { RenderedProperties, renderedPropertiesOf } from '../template/rendered-properties';

/** Returns the final layers; undefined if they are a token. */
export function layersOf({ Layers: layers }: RenderedProperties): string[] | undefined {
  if (layers === undefined) return [];
  return Array.isArray(layers) ? layers.map((layer) => JSON.stringify(layer)) : undefined;
}

/** Returns the final environment variables; undefined if they are a token. */
export function variablesIn({ Environment: environment }: RenderedProperties): Record<string, unknown> | undefined {
  if (environment === undefined) return {};
  const variables = isRecord(environment) ? environment.Variables ?? {} : undefined;
  return isRecord(variables) && !isIntrinsic(variables) ? variables : undefined;
}

/** Returns the final environment variables of a function; undefined if they are a token. Only for validation. */
export function variablesOf(resource: FunctionResource): Record<string, unknown> | undefined {
  return variablesIn(renderedPropertiesOf(resource));
}

/**
 * Returns the current environment variables, without resolving their values. A value may be lazy, and resolving it too early
 * could fix an incomplete value. Therefore only the token that contains the variables is resolved.
 */
export function unresolvedVariablesOf(resource: FunctionResource): Record<string, unknown> | undefined {
  const { environment } = resource;
  return unresolvedVariablesIn(Tokenization.isResolvable(environment)
    ? Tokenization.resolve(environment, { scope: resource, preparing: false, resolver: new OneTokenResolver(new StringConcat()) })
    : environment);
}

class OneTokenResolver extends DefaultTokenResolver {
  public override resolveToken(token: IResolvable, context: IResolveContext): unknown {
    return token.resolve(context);
  }
}

/** Returns the name of the configured log group; undefined if the function uses Lambda's default, or the configuration is a token. */
export function logGroupOf(resource: FunctionResource): string | undefined {
  if (!('loggingConfig' in resource)) return undefined;
  const { loggingConfig } = resource;
  return loggingConfig === undefined || Tokenization.isResolvable(loggingConfig) ? undefined : loggingConfig.logGroup;
}

/** Returns the ids of a function's security groups; none if the list is known only at deployment. */
export function securityGroupIdsOf({ vpcConfig }: FunctionResource): readonly string[] {
  if (!vpcConfig || Tokenization.isResolvable(vpcConfig) || Token.isUnresolved(vpcConfig.securityGroupIds)) return [];
  return vpcConfig.securityGroupIds ?? [];
}

function unresolvedVariablesIn(environment: unknown): Record<string, unknown> | undefined {
  if (environment === undefined) return {};
  const variables = isRecord(environment) && !isIntrinsic(environment) ? environment.variables ?? {} : undefined;
  return isRecord(variables) && !Tokenization.isResolvable(variables) ? variables : undefined;
}

/** Whether the value is a function of CloudFormation, such as `{ "Fn::If": … }`. */
function isIntrinsic(value: Record<string, unknown>): boolean {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
