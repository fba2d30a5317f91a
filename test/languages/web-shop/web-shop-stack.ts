import { CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import {
  Compression, FilterRule, FlushStrategy, KeepRequests, KinesisTelemetryExtension, LogLevel, MaskBuiltIn, OversizedEvents, PartitionKey,
  TelemetryType, UndeliveredEvents,
} from 'cdk-kinesis-telemetry-extension';

/** Start here: one team with a stream of its own. */
export class WebShopStack extends Stack {
  readonly telemetry: KinesisTelemetryExtension;

  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'A web shop, and the stream of its telemetry' });

    this.telemetry = new KinesisTelemetryExtension(this, 'Telemetry', {
      telemetryTypes: [TelemetryType.PLATFORM, TelemetryType.FUNCTION],
      attributes: { team: 'shop' },
      filter: { minLevel: LogLevel.DEBUG, rules: [FilterRule.exclude('health', 'GET /health')] },
    });

    const payments = new NodeFunction(this, 'Payments', { module: 'payments', loggingFormat: lambda.LoggingFormat.JSON });
    this.telemetry.attachTo(payments, {
      attributes: { service: 'payments' },
      flushStrategy: FlushStrategy.endOfInvocation(),
      flushTimeout: Duration.seconds(3),
      undeliveredEvents: UndeliveredEvents.LOG,
      mask: {
        builtIns: [MaskBuiltIn.PAYMENT_CARD, MaskBuiltIn.EMAIL],
        fields: ['password'],
        patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: 'cust-***' }],
      },
      sampling: {
        keep: [KeepRequests.ERRORS, KeepRequests.slowerThan(Duration.seconds(1)), KeepRequests.loggedAtLeast(LogLevel.ERROR)],
        share: 0.01,
        onlyBelow: LogLevel.INFO,
      },
    });

    const orders = new NodeFunction(this, 'Orders', { module: 'orders', loggingFormat: lambda.LoggingFormat.JSON });
    this.telemetry.attachTo(orders, {
      flushStrategy: FlushStrategy.periodic(Duration.seconds(10)),
      buffering: { timeout: Duration.millis(500), maxSize: Size.mebibytes(1), maxItems: 10_000 },
      bufferMaxSize: Size.mebibytes(32),
      recordSize: Size.kibibytes(500),
      compression: Compression.GZIP,
      partitionKey: PartitionKey.RANDOM,
      oversizedEvents: OversizedEvents.DROP,
    });

    new NodeFunction(this, 'Checkout', { module: 'checkout' });
    this.telemetry.attachToAll(this);

    // The reader comes after attachToAll, which would leave it out anyway: a reader must not stream into the stream that it reads.
    this.telemetry.addConsumer(new NodeFunction(this, 'Watch', { module: 'watch', timeout: Duration.seconds(30) }));
    const pager = new sns.Topic(this, 'Pager', { enforceSSL: true });
    this.telemetry.addAlarms({ alarmActions: [new SnsAction(pager)] });

    new CfnOutput(this, 'StreamArn', { value: this.telemetry.stream.streamArn });
  }
}
