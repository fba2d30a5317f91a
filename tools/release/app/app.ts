import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { FlushStrategy, KinesisTelemetryExtension, RecordFormat } from 'cdk-kinesis-telemetry-extension';

const app = new App();
const stack = new Stack(app, 'Stack');
const fn = new lambda.Function(stack, 'Fn', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
});
const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
  recordFormat: RecordFormat.NDJSON, flushStrategy: FlushStrategy.adaptive(),
});
telemetry.attachTo(fn, { attributes: { service: 'orders' } });
telemetry.addAlarms(new sns.Topic(stack, 'Pager'));
app.synth();
