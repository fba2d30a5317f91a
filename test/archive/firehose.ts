import { gzipSync } from 'node:zlib';
import { Destination } from './archive-template';
import { decodeRecord } from '../../consumer-src';

export interface ArchivedRecord {
  readonly data: Buffer;
  readonly arrival: Date;
}

/** An object in S3. */
export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
}

/**
 * Delivers records as Firehose does with these properties: to the folder of the hour in which they arrived, and with dynamic partitioning event by event,
 * parsed and serialized again, to the folder of the function.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */
export function deliver(records: readonly ArchivedRecord[], destination: Destination): StoredObject[] {
  const objects = new Map<string, Buffer[]>();
  for (const record of records) {
    for (const { data, fn } of destination.DynamicPartitioningConfiguration?.Enabled ? eventsOf(record) : [{ data: record.data, fn: '' }]) {
      const folder = evaluate(destination.Prefix, record.arrival, fn);
      objects.set(folder, [...objects.get(folder) ?? [], data]);
    }
  }
  return [...objects].map(([folder, parts], index) => {
    const body = Buffer.concat(parts);
    return { key: `${folder}telemetry-1-${index}${destination.FileExtension}`, body: destination.CompressionFormat === 'GZIP' ? gzipSync(body) : body };
  });
}

/** Deaggregation of JSON, the query of the metadata extraction, and the delimiter that is appended. */
function eventsOf({ data }: ArchivedRecord): { readonly data: Buffer; readonly fn: string }[] {
  return decodeRecord(data).map((envelope) => {
    const event = JSON.parse(envelope.line!) as { readonly source: string };
    return { data: Buffer.from(`${JSON.stringify(event)}\n`), fn: event.source.split(':')[6] };
  });
}

function evaluate(prefix: string, arrival: Date, fn: string): string {
  const iso = arrival.toISOString();
  const folder = prefix
    .replace('!{partitionKeyFromQuery:function}', fn).replace('!{timestamp:yyyy-MM-dd}', iso.slice(0, 10)).replace('!{timestamp:HH}', iso.slice(11, 13));
  if (folder.includes('!{')) throw new Error(`The prefix has an expression that is not evaluated here: ${folder}`);
  return folder;
}
