import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';

/** What `lambda.Function` gives to a role by itself, the second in a VPC. */
const POLICIES_OF_CORE = ['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole']
  .map((name) => `Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${name}`);

/** A function as an app has it before it is attached. What cdk-nag says about it without us is said to be known. */
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
