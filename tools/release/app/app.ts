import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { FlushStrategy, KinesisTelemetryExtension, RecordFormat } from 'cdk-kinesis-telemetry-extension';
import { decodeRecord } from 'cdk-kinesis-telemetry-extension/consumer';
import type { Envelope } from 'cdk-kinesis-telemetry-extension/consumer';

const app = new App();
const stack = new Stack(app, 'Stack');
const fn = new lambda.Function(stack, 'Fn', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
});
const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
  recordFormat: RecordFormat.NDJSON, flushStrategy: FlushStrategy.adaptive(),
});
telemetry.attachTo(fn, { attributes: { service: 'orders' } });
telemetry.addAlarms({ alarmActions: [new SnsAction(new sns.Topic(stack, 'Pager'))] });
app.synth();

const line = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":"hi","source":"arn","version":"1","environment":"e","sequence":42}\n';
const [envelope]: Envelope[] = decodeRecord({ Data: Buffer.from(line) });
console.log(`sequence ${envelope.sequence}`);
