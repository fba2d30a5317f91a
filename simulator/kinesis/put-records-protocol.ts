/**
 * PutRecords on the wire, as AWS JSON 1.1: the protocol of every request of `@aws-sdk/client-kinesis` 3
 * (its runtime configuration names `AwsJson1_1Protocol`; CBOR is only what the Java SDK and the KPL choose).
 */
export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1';

/** One record of a PutRecords request. */
export interface PutRecordsEntry {
  readonly partitionKey: string;
  readonly dataBytes: number;
  /** The entry as it came, to be forwarded unchanged. */
  readonly wire: unknown;
  /** The data, decoded anew at each call. */
  data(): Buffer;
}

/** A PutRecords request taken apart. */
export interface PutRecordsRequest {
  readonly entries: readonly PutRecordsEntry[];
  /** The stream's ARN, or its name. */
  readonly stream: string;
  /** The same request with other entries. */
  withEntries(entries: readonly PutRecordsEntry[]): Buffer;
}

/** One entry of a PutRecords answer: a place in a shard, or an error. */
export type PutRecordsResult =
  | { readonly SequenceNumber: string; readonly ShardId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** What cannot be understood as PutRecords in AWS JSON 1.1. */
export class ProtocolError extends Error {}

/** @throws ProtocolError */
export function parsePutRecords(contentType: string | undefined, body: Buffer): PutRecordsRequest {
  if (!contentType?.startsWith(JSON_CONTENT_TYPE)) {
    throw new ProtocolError(`the fault proxy reads ${JSON_CONTENT_TYPE}, got ${contentType ?? 'no content type'}`);
  }
  const request = parseObject(body);
  if (!Array.isArray(request.Records)) throw new ProtocolError('PutRecords without a list of Records');
  return {
    entries: request.Records.map(parseEntry),
    stream: String(request.StreamARN ?? request.StreamName),
    withEntries: (entries) => Buffer.from(JSON.stringify({ ...request, Records: entries.map((entry) => entry.wire) })),
  };
}

/** @throws ProtocolError when the answer has no entry for each record that was sent */
export function parsePutRecordsAnswer(body: Buffer, sent: number): { readonly results: PutRecordsResult[]; readonly rest: Record<string, unknown> } {
  const { Records: results, FailedRecordCount: _, ...rest } = parseObject(body);
  if (!Array.isArray(results) || results.length !== sent) throw new ProtocolError(`PutRecords of ${sent} records was answered with another number`);
  return { results: results.map(parseResult), rest };
}

/** The answer for all records of a call, in their order. */
export function putRecordsAnswer(results: readonly PutRecordsResult[], rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length, Records: results, ...rest });
}

function parseEntry(wire: unknown): PutRecordsEntry {
  if (!isObject(wire) || typeof wire.Data !== 'string' || typeof wire.PartitionKey !== 'string') {
    throw new ProtocolError('a record of PutRecords needs Data and PartitionKey');
  }
  const { Data: base64, PartitionKey: partitionKey } = wire;
  return { partitionKey, dataBytes: Buffer.byteLength(base64, 'base64'), data: () => Buffer.from(base64, 'base64'), wire };
}

function parseResult(wire: unknown): PutRecordsResult {
  if (isObject(wire)) {
    const { ErrorCode, ErrorMessage, SequenceNumber, ShardId } = wire;
    if (typeof ErrorCode === 'string') return { ErrorCode, ErrorMessage: String(ErrorMessage) };
    if (typeof SequenceNumber === 'string' && typeof ShardId === 'string') return { SequenceNumber, ShardId };
  }
  throw new ProtocolError('a result of PutRecords has neither a place nor an error');
}

function parseObject(body: Buffer): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body.toString());
  if (!isObject(parsed)) throw new ProtocolError('not a JSON object');
  return parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
