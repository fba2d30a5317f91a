import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { NodeFunction } from './node-function';
import { KinesisTelemetryExtension, RecordFormat } from 'cdk-kinesis-telemetry-extension';

const LAYER_ARN = 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1';
const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry';
const KEY_ARN = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A team in another account: it knows the ARNs that the platform team's stack prints. */
export class WarehouseStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'A warehouse in another account that uses the stream of all teams',
      env: { account: '222222222222', region: 'eu-west-1' },
    });

    const telemetry = KinesisTelemetryExtension.fromAttributes(this, 'Telemetry', {
      layerVersionArn: LAYER_ARN,
      streamArn: STREAM_ARN,
      streamEncryptionKey: kms.Key.fromKeyArn(this, 'Key', KEY_ARN),
      recordFormat: RecordFormat.KPL_AGGREGATED,
      dispatchThreshold: 100,
      dispatchInterval: Duration.millis(200),
      linger: Duration.millis(0),
      localApiConnectTimeout: Duration.seconds(1),
    });

    const parcels = new NodeFunction(this, 'Parcels', { module: 'orders' });
    telemetry.attachTo(parcels);
    Annotations.of(this).acknowledgeWarning('cdk-kinesis-telemetry-extension:streamOfAnotherAccount');
  }
}
