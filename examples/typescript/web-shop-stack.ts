import * as path from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { KeepRequests, KinesisTelemetryExtension, LogLevel, MaskBuiltIn } from 'cdk-kinesis-telemetry-extension';
import { Construct } from 'constructs';

/** The functions of a web shop, and a function that reads their telemetry. */
export class WebShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    // For an example, the stream does not outlive its stack. By default it does.
    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry', { removalPolicy: RemovalPolicy.DESTROY });

    const functions = [
      // plain text logs
      this.addFunction('Checkout', 'checkout', { runtime: lambda.Runtime.NODEJS_22_X }),
      // logs as JSON objects, which arrive in the stream as objects
      this.addFunction('Orders', 'orders', { runtime: lambda.Runtime.NODEJS_24_X, loggingFormat: lambda.LoggingFormat.JSON }),
      // times out when a report has too many rows
      this.addFunction('Reports', 'reports', { runtime: lambda.Runtime.NODEJS_24_X, timeout: Duration.seconds(2) }),
    ];
    // Other languages need the library's native host, which a clone that was built without Rust does not have: --context python=false
    if (this.node.tryGetContext('python') !== 'false') {
      functions.push(this.addFunction('Inventory', 'inventory', { runtime: lambda.Runtime.PYTHON_3_13 }));
    }

    for (const fn of functions) {
      telemetry.attachTo(fn);
    }

    // Throws when a card is declined. Only then are its debug lines sent, and never a card number or an email address.
    const payments = this.addFunction('Payments', 'payments', {
      runtime: lambda.Runtime.NODEJS_22_X,
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.DEBUG,
    });
    telemetry.attachTo(payments, {
      mask: { builtIns: [MaskBuiltIn.PAYMENT_CARD, MaskBuiltIn.EMAIL] },
      sampling: { keep: [KeepRequests.ERRORS, KeepRequests.loggedAtLeast(LogLevel.ERROR)], onlyBelow: LogLevel.INFO },
    });

    // Reads the stream. Not attached: a reader must not write to the stream that it reads.
    telemetry.addConsumer(new NodejsFunction(this, 'Watch', {
      runtime: lambda.Runtime.NODEJS_24_X,
      entry: path.join(__dirname, 'consumers', 'watch.ts'),
      timeout: Duration.seconds(30),
      memorySize: 256,
      logGroup: this.addLogGroup('Watch'),
    }));

    new CfnOutput(this, 'StreamArn', { value: telemetry.stream.streamArn });
  }

  private addFunction(id: string, file: string, props: Pick<lambda.FunctionProps, 'runtime' | 'loggingFormat' | 'applicationLogLevelV2' | 'timeout'>): lambda.Function {
    return new lambda.Function(this, id, {
      handler: `${file}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, '..', 'functions')),
      memorySize: 256,
      timeout: Duration.seconds(10),
      // the stream has the telemetry, so a short retention is enough here
      logGroup: this.addLogGroup(id),
      ...props,
    });
  }

  private addLogGroup(id: string): logs.LogGroup {
    return new logs.LogGroup(this, `${id}Logs`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY });
  }
}
