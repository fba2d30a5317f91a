import * as lambda from 'aws-cdk-lib/aws-lambda';
import { aws_lambda } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { functionOf } from '../../function/find-function';

/** Returns the L2 of a function: the given one, or one that stands for a function without an L2. */
export function consumingFunction(scope: Construct, given: aws_lambda.IFunctionRef): lambda.IFunction {
  return isL2(given) ? given
    : lambda.Function.fromFunctionAttributes(scope, 'Function', { functionArn: given.functionRef.functionArn, role: functionOf(given)?.role, sameEnvironment: true });
}

/** @throws when this app does not know the role of the function, which must be allowed to read the stream before Lambda does so */
export function checkRole(given: aws_lambda.IFunctionRef): void {
  if ((isL2(given) ? given : functionOf(given))?.role !== undefined) return;
  throw new Error('this app does not know the role of the function, which must be allowed to read the stream. Import the function with its role '
    + '(lambda.Function.fromFunctionAttributes)');
}

/** Does not use `instanceof`: an app may have a second copy of aws-cdk-lib. */
function isL2(given: aws_lambda.IFunctionRef): given is lambda.IFunction {
  return 'addEventSourceMapping' in given;
}
