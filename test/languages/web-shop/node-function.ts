import * as path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

const EXAMPLES = path.join(__dirname, '..', '..', '..', 'examples');
const FUNCTIONS = path.join(EXAMPLES, 'functions');

export const IMAGE = path.join(EXAMPLES, 'image');

export interface NodeFunctionProps extends Pick<lambda.FunctionProps, 'loggingFormat' | 'timeout' | 'vpc' | 'vpcSubnets'> {
  /** a file in examples/functions, without its extension */
  readonly module: string;
}

/** A function from examples/functions, and its log group. */
export class NodeFunction extends lambda.Function {
  constructor(scope: Construct, id: string, { module, ...props }: NodeFunctionProps) {
    super(scope, id, {
      handler: `${module}.handler`,
      code: lambda.Code.fromAsset(FUNCTIONS),
      runtime: lambda.Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: Duration.seconds(10),
      logGroup: new logs.LogGroup(scope, `${id}Logs`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
      ...props,
    });
  }
}
