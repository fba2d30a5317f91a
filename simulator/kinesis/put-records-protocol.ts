/**
 * PutRecords in AWS JSON 1.1, the protocol of every request of `@aws-sdk/client-kinesis` 3 (its runtime configuration names
 * `AwsJson1_1Protocol`). Only the Java SDK and the KPL use CBOR.
 */
export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1';

/** A record of a PutRecords request. */
export interface PutRecordsEntry {
  readonly partitionKey: string;
  readonly dataBytes: number;
  /** The original entry, for forwarding it unchanged. */
  readonly wire: unknown;
  /** Decodes the data. */
  data(): Buffer;
}

/** A parsed PutRecords request. */
export interface PutRecordsRequest {
  readonly entries: readonly PutRecordsEntry[];
  /** The ARN or the name of the stream. */
  readonly stream: string;
  /** Returns the body of the same request with other entries. */
  withEntries(entries: readonly PutRecordsEntry[]): Buffer;
}

/** The result of one record in a PutRecords response: a position in a shard, or an error. */
export type PutRecordsResult =
  | { readonly SequenceNumber: string; readonly ShardId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** A request or response that is not PutRecords in AWS JSON 1.1. */
export class ProtocolError extends Error {}

/** @throws ProtocolError */
export function parsePutRecords(contentType: string | undefined, body: Buffer): PutRecordsRequest {
  if (!contentType?.startsWith(JSON_CONTENT_TYPE)) {
    throw new ProtocolError(`the content type must be ${JSON_CONTENT_TYPE}, got ${contentType ?? 'none'}`);
  }
  const request = parseObject(body);
  if (!Array.isArray(request.Records)) throw new ProtocolError('a PutRecords request must have a list of Records');
  return {
    entries: request.Records.map(parseEntry),
    stream: String(request.StreamARN ?? request.StreamName),
    withEntries: (entries) => Buffer.from(JSON.stringify({ ...request, Records: entries.map((entry) => entry.wire) })),
  };
}

/** @throws ProtocolError if the response does not have one entry per record of the request */
export function parsePutRecordsAnswer(body: Buffer, sent: number): { readonly results: PutRecordsResult[]; readonly rest: Record<string, unknown> } {
  const { Records: results, FailedRecordCount: _, ...rest } = parseObject(body);
  if (!Array.isArray(results) || results.length !== sent) throw new ProtocolError(`the response to PutRecords must have ${sent} results, like the request`);
  return { results: results.map(parseResult), rest };
}

/** Returns the response for all records of a call, in their order. */
export function putRecordsAnswer(results: readonly PutRecordsResult[], rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length, Records: results, ...rest });
}

function parseEntry(wire: unknown): PutRecordsEntry {
  if (!isObject(wire) || typeof wire.Data !== 'string' || typeof wire.PartitionKey !== 'string') {
    throw new ProtocolError('a record of PutRecords must have Data and PartitionKey');
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
  throw new ProtocolError('a result of PutRecords must have a position or an error');
}

function parseObject(body: Buffer): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body.toString());
  if (!isObject(parsed)) throw new ProtocolError('the body must be a JSON object');
  return parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
