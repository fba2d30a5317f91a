import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';

/** The policies that `lambda.Function` adds to a role. The second one is for functions in a VPC. */
const POLICIES_OF_CORE = ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole']
  .map((name) => `Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${name}`);

/** Creates a function. Findings of cdk-nag that the extension does not cause are suppressed. */
export function aFunction(scope: Construct, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const fn = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    ...props,
  });
  NagSuppressions.addResourceSuppressions(fn, [
    { id: 'AwsSolutions-L1', reason: 'A later aws-cdk-lib knows a later runtime' },
    { id: 'AwsSolutions-IAM4', reason: 'What lambda.Function gives to a role by itself', appliesTo: POLICIES_OF_CORE },
  ], true);
  return fn;
}
