import { Duration, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import { KinesisTelemetryExtension, RecordFormat } from 'cdk-kinesis-telemetry-extension';

/** A team with an existing stream and bucket, and a reader of log subscriptions. */
export class SearchStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'A search engine with an existing stream' });

    const logs = new kinesis.Stream(this, 'Logs', { streamMode: kinesis.StreamMode.ON_DEMAND });
    const bucket = new s3.Bucket(this, 'Bucket', { enforceSSL: true });

    const telemetry = new KinesisTelemetryExtension(this, 'Telemetry', {
      parameterPrefix: '/search/telemetry',
      stream: logs,
      recordFormat: RecordFormat.CLOUDWATCH_LOGS,
    });
    telemetry.addArchive('Archive', { bucket, prefix: 'logs/', errorPrefix: 'logs-errors/' });

    const catalog = new Construct(this, 'Catalog');
    new NodeFunction(catalog, 'Update', { module: 'orders' });
    const preview = new NodeFunction(catalog, 'Preview', { module: 'checkout' });
    telemetry.attachToAll(this, { include: [catalog], exclude: [preview] });

    const index = new NodeFunction(this, 'Index', { module: 'index-logs', timeout: Duration.seconds(30) });
    index.addEventSource(new KinesisEventSource(telemetry.stream, {
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      maxBatchingWindow: Duration.seconds(5),
      retryAttempts: 10,
    }));
  }
}
