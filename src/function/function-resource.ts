import { CfnResource } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sam from 'aws-cdk-lib/aws-sam';
import { IConstruct } from 'constructs';

/** A function in a template. Both types have the same names for what the library reads and changes. */
export type FunctionResource = lambda.CfnFunction | sam.CfnFunction;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_LAYERS = 5;

const LAMBDA_FUNCTION = 'AWS::Lambda::Function';
/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html */
const SAM_FUNCTION = 'AWS::Serverless::Function';

/** Whether the construct is a function in the template, of any class. */
export function isFunctionType(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && [LAMBDA_FUNCTION, SAM_FUNCTION].includes(construct.cfnResourceType);
}

/** Whether the construct is an L1 with properties. A plain `CfnResource` has none, such as the providers in CDK's core. */
export function isFunctionResource(construct: IConstruct): construct is FunctionResource {
  return isFunctionType(construct) && 'layers' in construct;
}

export function isSamFunction(resource: FunctionResource): resource is sam.CfnFunction {
  return resource.cfnResourceType === SAM_FUNCTION;
}

/**
 * Whether properties that the function does not have may be in the `Globals` of its template: SAM functions in a template that `CfnInclude` reads.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function isPerhapsInGlobals(resource: FunctionResource): boolean {
  return isSamFunction(resource) && resource.node.scopes.some((scope) => 'loadNestedStack' in scope);
}

/** Returns the resource of the function; undefined if the construct is not a function of this app. */
export function tryResourceOf(fn: IConstruct): FunctionResource | undefined {
  if (isFunctionResource(fn)) return fn;
  const child = fn.node.defaultChild;
  return child && isFunctionResource(child) ? child : undefined;
}
