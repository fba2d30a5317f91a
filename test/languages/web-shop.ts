import * as path from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { FlushStrategy, KinesisTelemetryExtension, RecordFormat, TelemetryType } from 'cdk-kinesis-telemetry-extension';

const FUNCTIONS = path.join(__dirname, '..', '..', 'examples', 'functions');
const PARAMETER_PREFIX = '/web-shop/telemetry';

type Kind = Pick<lambda.FunctionProps, 'runtime' | 'loggingFormat' | 'timeout'>;

function addFunction(scope: Construct, id: string, file: string, kind: Kind): lambda.Function {
  return new lambda.Function(scope, id, {
    handler: `${file}.handler`,
    code: lambda.Code.fromAsset(FUNCTIONS),
    memorySize: 256,
    timeout: Duration.seconds(10),
    logGroup: new logs.LogGroup(scope, `${id}Logs`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
    ...kind,
  });
}

/** Makes stream and layer; attaches one function with settings of its own, and the other two by one line. */
export class WebShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry', {
      parameterPrefix: PARAMETER_PREFIX,
      telemetryTypes: [TelemetryType.PLATFORM, TelemetryType.FUNCTION],
      recordFormat: RecordFormat.NDJSON,
      streamRetention: Duration.hours(48),
      attributes: { team: 'shop' },
    });

    const payments = addFunction(this, 'Payments', 'payments', { runtime: lambda.Runtime.NODEJS_22_X, loggingFormat: lambda.LoggingFormat.JSON });
    telemetry.attachTo(payments, { flushStrategy: FlushStrategy.endOfInvocation(), attributes: { service: 'payments' } });

    addFunction(this, 'Checkout', 'checkout', { runtime: lambda.Runtime.NODEJS_22_X });
    addFunction(this, 'Orders', 'orders', { runtime: lambda.Runtime.NODEJS_24_X, loggingFormat: lambda.LoggingFormat.JSON });
    telemetry.attachToAll(this);

    // not attached: what reads the stream would feed itself
    telemetry.addConsumer(addFunction(this, 'Watch', 'watch', { runtime: lambda.Runtime.NODEJS_24_X, timeout: Duration.seconds(30) }), { batchSize: 500 });

    telemetry.addAlarms(new sns.Topic(this, 'Pager', { enforceSSL: true }), { throttledRecords: { threshold: 5 } });

    new CfnOutput(this, 'StreamArn', { value: telemetry.stream.streamArn });
  }
}

/** Another stack, maybe another team's: attaches by what the first has left in SSM. */
export class BackOfficeStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const telemetry = KinesisTelemetryExtension.fromParameters(this, 'Telemetry', { parameterPrefix: PARAMETER_PREFIX, attributes: { team: 'back-office' } });
    telemetry.attachTo(addFunction(this, 'Reports', 'reports', { runtime: lambda.Runtime.NODEJS_24_X, timeout: Duration.seconds(2) }));
  }
}

/** The app of examples/python, examples/java and examples/go, in TypeScript: their templates must equal these. */
export function webShop(app: App): void {
  const shop = new WebShopStack(app, 'WebShop', { description: 'A web shop, and the Kinesis stream that its telemetry goes to' });
  // The parameters must be there first.
  new BackOfficeStack(app, 'BackOffice', { description: 'Reports on the web shop, by another team' }).addDependency(shop);
}
