/**
 * Decodes the records that the extension writes to a Kinesis stream, in every format.
 *
 * @packageDocumentation
 */
export { CompletenessChecker } from './completeness-checker';
export type { CheckerOptions, CheckerState, EnvironmentReport, EnvironmentState, Novelty } from './completeness-checker';
export { decodeBatch } from './decode-batch';
export type { DecodedRecord } from './decode-batch';
export { decodeRecord } from './decode-record';
export type { DecodeOptions } from './decode-record';
export { isKnown, isType } from './envelope';
export type { Envelope, EnvelopeOf, KnownEnvelope, KnownType } from './envelope';
export { CorruptRecordError, ForeignRecordError, OversizedRecordError, RecordError, UnsupportedCompressionError } from './errors';
export type { RecordErrorCode } from './errors';
export { createHandler } from './handler';
export type { BadRecordAction, BatchResponse, EnvelopeSource, HandlerOptions, KinesisHandler, OnBadRecord, OnEnvelopes } from './handler';
export type { GetRecordsRecord, KinesisBatch, KinesisEventRecord, KinesisPayload, KinesisRecord } from './kinesis-record';
export * from './known-records';
export type { OmittedCount, OmittedCountsState } from './omitted-counts';
export { recordText } from './record-text';
export type { DroppedRange, SequenceRange } from './sequence-ranges';
