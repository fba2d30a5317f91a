import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as kinesisAggregation from 'aws-kinesis-agg';
import type { Envelope } from '../../consumer-src';

export const ENVIRONMENT = '0a2k9x4mrq7vz1tb';

/** Returns an envelope as the extension writes it: the text of the event, then the fields of the envelope. */
export function lineOf(sequence: number, { record = 'hello', type = 'function', environment = ENVIRONMENT }: Partial<Envelope> = {}): string {
  return `{"time":"2026-11-20T09:00:00.123Z","type":${JSON.stringify(type)},"record":${JSON.stringify(record)},`
    + '"source":"arn:aws:lambda:eu-west-1:123456789012:function:orders","version":"$LATEST",'
    + `"environment":${JSON.stringify(environment)},"sequence":${sequence},"requestId":"6d68ca91-49c9-448d-89b8-7ca3e6dc66aa"}\n`;
}

export function ndjson(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(''));
}

/** A part of the module by AWS Labs that its types do not declare. */
const { RecordAggregator } = kinesisAggregation as unknown as { readonly RecordAggregator: new () => Aggregator };

interface Aggregator {
  addUserRecord(record: { readonly partitionKey: string; readonly data: Buffer; readonly explicitHashKey?: string }): void;
  build(): { readonly data: Buffer };
}

export function aggregated(lines: readonly string[], { explicitHashKey }: { readonly explicitHashKey?: string } = {}): Buffer {
  const aggregator = new RecordAggregator();
  lines.forEach((line, index) => aggregator.addUserRecord({ partitionKey: `key-${index % 3}`, data: Buffer.from(line), explicitHashKey }));
  return aggregator.build().data;
}

/** Returns an aggregated record around the given message. */
export function sealed(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, createHash('md5').update(message).digest()]);
}

export interface LogEvent {
  readonly id: unknown;
  readonly timestamp: unknown;
  readonly message: unknown;
  readonly extractedFields?: unknown;
}

export function logEvent(sequence: number | bigint, message: string, environment = ENVIRONMENT, timestamp = 1_795_165_200_123): LogEvent {
  let number = 0n;
  for (const digit of environment) number = number * 36n + BigInt(parseInt(digit, 36));
  return { id: `${timestamp}${String(number).padStart(27, '0')}${String(sequence).padStart(16, '0')}`, timestamp, message };
}

export function subscription(logEvents: readonly unknown[], changes: object = {}): Buffer {
  return gzipSync(JSON.stringify({
    messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: '/aws/lambda/orders', logStream: '2026/11/20/[$LATEST]0123456789abcdef',
    subscriptionFilters: ['cdk-kinesis-telemetry-extension'], logEvents, ...changes,
  }));
}

/** Returns a record as Lambda passes it to a function. */
export function eventRecord(data: Uint8Array, sequenceNumber: string) {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0', partitionKey: ENVIRONMENT, sequenceNumber, data: Buffer.from(data).toString('base64'), approximateArrivalTimestamp: 1.5,
    },
    eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: `shardId-000000000000:${sequenceNumber}`, eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/consumer', awsRegion: 'eu-west-1',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry',
  };
}
