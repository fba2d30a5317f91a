import { App, Stack } from 'aws-cdk-lib';
import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
import { decodeRecord } from 'cdk-kinesis-telemetry-extension/consumer';

const app = new App();
new KinesisTelemetryExtension(new Stack(app, 'Stack'), 'Telemetry');
app.synth();
console.log(decodeRecord.name);
