import consumer = require('cdk-kinesis-telemetry-extension/consumer');

const line = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":"hi","source":"arn","version":"1","environment":"e","sequence":42}\n';
const [envelope]: consumer.Envelope[] = consumer.decodeRecord({ Data: Buffer.from(line) });
console.log(envelope.sequence);
