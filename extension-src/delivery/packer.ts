import { eventBytes } from '#host/event-bytes';
import { randomUuid } from '#host/random';
import { BYTES_PER_RANGE } from './drop-ledger';
import { MAX_PARTITION_KEY_BYTES } from './limits';
import { heldBytesOf } from './omissions';
import type { OmittedReport } from './omissions';
import { shortenEvent } from './oversized-event';
import type { DropReason, DroppedRange, PackedRecord, Reported } from './record';
import type { RecordShape } from './record-format';
import type { OversizedEventsName, PartitionKeyName } from '../../src/settings/settings';

/** The fields that all envelopes of this process share. */
export interface Origin {
  /** the function's ARN */
  readonly source: string;
  /** the function's version */
  readonly version: string;
  /** the id of the execution environment, never used before */
  readonly environment: string;
  /** fixed fields that the function's owner has set; undefined if there are none */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface PackerOptions {
  readonly origin: Origin;
  readonly partitionKey: PartitionKeyName;
  readonly shape: RecordShape;
  /** How to handle an event that does not fit into a record. */
  readonly oversized: OversizedEventsName;
  /** milliseconds since the epoch */
  readonly now: () => number;
  /** Receives each record when it is full or sealed. */
  readonly onRecord: (record: PackedRecord) => void;
  /** Called for each event that does not fit into a record and was not shortened. */
  readonly onTooLarge: (range: DroppedRange) => void;
  /** Called for an event that could not be packed because of an error in this code, with what it should have reported. */
  readonly onFailed: (range: DroppedRange, error: Error, reports: Reported | undefined) => void;
}

/** This many buffers are kept for the next records, so that a steady stream of events allocates nothing: a send begins with half a megabyte. */
const SPARE_BUFFERS = 8;

/** The end of an envelope without a request id. */
const END = Buffer.from('}\n');

/** The maximum number of digits of a sequence number. */
const SEQUENCE_DIGITS = 16;

/** The numbers of each event in an array of positions: its start, its end, and the number of its members. */
export const NUMBERS_OF_POSITION = 3;

interface OpenRecord {
  readonly buffer: Buffer;
  length: number;
  /** How many more bytes fit, including the bytes that the format adds. */
  left: number;
  readonly partitionKey: string;
  readonly requestId: string | undefined;
  readonly firstSequence: number;
  lastSequence: number;
  readonly createdAt: number;
  readonly drops: DroppedRange[];
  omitted: OmittedReport[] | undefined;
}

/**
 * Assigns sequence numbers to events and writes them as envelopes into records.
 *
 * The bytes of an event are copied once, from the received body to the record.
 */
export class Packer {
  private sequence = 0;
  private open?: OpenRecord;
  private spare: Buffer[] = [];
  private targetBytes = 0;
  private origin: Origin;
  private fields: Buffer;
  private requestFields?: { readonly requestId: string; readonly bytes: Buffer };

  constructor(private readonly options: PackerOptions) {
    this.origin = options.origin;
    this.fields = fieldsOf(options.origin);
  }

  get environment(): string {
    return this.origin.environment;
  }

  /** When the first event of the open record was packed, in milliseconds since the epoch. */
  get openSince(): number | undefined {
    return this.open?.createdAt;
  }

  /** Restarts the sequence under a new environment id, because the process is a copy that was restored from a snapshot. */
  renew(environment: string): void {
    this.seal();
    this.origin = { ...this.origin, environment };
    this.fields = fieldsOf(this.origin);
    this.sequence = 0;
  }

  /** Events in the open record. */
  get openEvents(): number {
    return this.open === undefined ? 0 : this.open.lastSequence - this.open.firstSequence + 1;
  }

  /** Bytes of memory that the open record holds. */
  get openBytes(): number {
    return this.open?.buffer.length ?? 0;
  }

  /**
   * Packs the event between `start` (inclusive) and `end` (exclusive) of the body. An error costs only this event, which is then
   * reported.
   *
   * @param reports what the event reports, if the extension has created it
   */
  add(body: Buffer, start: number, end: number, requestId?: string, reports?: Reported): void {
    try {
      this.pack(body, start, end, requestId, reports);
    } catch (error) {
      this.options.onFailed(this.skip(end - start, 'failed'), error as Error, reports);
    }
  }

  /**
   * Packs the first of some events, and of the others as many as fit into the same record.
   *
   * @param positions where the events are in the body: {@link FoundEvents.positions}
   * @param first the index of the first event
   * @param count the number of events, at least one
   * @returns how many events were packed or reported
   */
  addSome(body: Buffer, positions: Uint32Array, first: number, count: number, requestId?: string): number {
    this.add(body, positions[first * NUMBERS_OF_POSITION], positions[first * NUMBERS_OF_POSITION + 1], requestId);
    const { open } = this;
    if (open === undefined || count === 1) return 1;
    const { bytesPerEnvelope } = this.options.shape;
    const [copied, position] = eventBytes.copyEnvelopes(
      open.buffer, open.length, open.left, body, positions, first + 1, count - 1,
      this.fields, this.tail(requestId), this.sequence + 1, bytesPerEnvelope);
    this.sequence += copied;
    open.left -= position - open.length + copied * bytesPerEnvelope;
    open.length = position;
    open.lastSequence = this.sequence;
    return 1 + copied;
  }

  private pack(body: Buffer, start: number, end: number, requestId?: string, reports?: Reported): void {
    const tail = this.tail(requestId);
    const around = this.fields.length + SEQUENCE_DIGITS + tail.length;
    const bytes = end - start - 1 + around;
    if (bytes > this.maxEnvelopeBytes) {
      const shortened = this.options.oversized === 'shorten' ? shortenEvent(body.subarray(start, end), this.maxEnvelopeBytes - around) : undefined;
      if (shortened) this.pack(shortened, 0, shortened.length, requestId, reports);
      else this.options.onTooLarge(this.skip(bytes, 'too-large'));
      return;
    }
    const sequence = this.sequence + 1;
    const record = this.recordFor(bytes, sequence, requestId);
    this.sequence = sequence;
    const { buffer } = record;
    let position = record.length;
    position += body.copy(buffer, position, start, end - 1);
    position += this.fields.copy(buffer, position);
    position += buffer.write(String(sequence), position, 'latin1');
    position += tail.copy(buffer, position);
    record.left -= position - record.length + this.options.shape.bytesPerEnvelope;
    record.length = position;
    record.lastSequence = sequence;
    if (reports) keepReports(record, reports);
  }

  /** Closes the open record and passes it on, even if it is not full. */
  seal(): void {
    const { open } = this;
    if (open === undefined) return;
    this.open = undefined;
    const data = this.trim(open);
    const { drops, omitted } = open;
    this.options.onRecord({
      data,
      partitionKey: open.partitionKey,
      environment: this.environment,
      firstSequence: open.firstSequence,
      lastSequence: open.lastSequence,
      heldBytes: data.buffer.byteLength + drops.length * BYTES_PER_RANGE + (omitted?.reduce((sum, report) => sum + heldBytesOf(report), 0) ?? 0),
      createdAt: open.createdAt,
      drops,
      omitted,
    });
  }

  /** Reuses the memory of a record that is no longer read. */
  recycle({ data }: PackedRecord): void {
    this.keepSpare(Buffer.from(data.buffer));
  }

  private keepSpare(buffer: Buffer): void {
    if (buffer.length === this.targetBytes && this.spare.length < SPARE_BUFFERS) this.spare.push(buffer);
  }

  /** Moves the data of a buffer that is at most half full to a buffer of its own size, so that small records use little memory. */
  private trim({ buffer, length }: OpenRecord): Buffer {
    if (length > buffer.length / 2) return buffer.subarray(0, length);
    const data = Buffer.allocUnsafeSlow(length);
    buffer.copy(data, 0, 0, length);
    this.keepSpare(buffer);
    return data;
  }

  private get maxEnvelopeBytes(): number {
    return this.options.shape.maxBytes - this.options.shape.bytesPerEnvelope;
  }

  /** Gives the event a sequence number of which no record knows. */
  private skip(bytes: number, reason: DropReason): DroppedRange {
    // A record has no gap in its sequence numbers, so the open one ends before the dropped event.
    this.seal();
    const sequence = ++this.sequence;
    return { environment: this.environment, firstSequence: sequence, lastSequence: sequence, bytes, reason };
  }

  private tail(requestId: string | undefined): Buffer {
    if (requestId === undefined) return END;
    if (this.requestFields?.requestId !== requestId) {
      this.requestFields = { requestId, bytes: Buffer.from(`,"requestId":${JSON.stringify(requestId)}}\n`) };
    }
    return this.requestFields.bytes;
  }

  private recordFor(bytes: number, sequence: number, requestId: string | undefined): OpenRecord {
    const framed = bytes + this.options.shape.bytesPerEnvelope;
    if (this.open && (framed > this.open.left || this.splitsBefore(requestId))) this.seal();
    return this.open ??= this.openRecord(framed, sequence, requestId);
  }

  private openRecord(framed: number, sequence: number, requestId: string | undefined): OpenRecord {
    const { targetBytes } = this.options.shape;
    if (targetBytes !== this.targetBytes) {
      this.targetBytes = targetBytes;
      this.spare = [];
    }
    const isLarge = framed > targetBytes;
    return {
      buffer: isLarge ? Buffer.allocUnsafeSlow(framed) : this.spare.pop() ?? Buffer.allocUnsafeSlow(targetBytes),
      length: 0,
      left: isLarge ? framed : targetBytes,
      partitionKey: this.partitionKey(requestId),
      requestId,
      firstSequence: sequence,
      lastSequence: sequence,
      createdAt: this.options.now(),
      drops: [],
      omitted: undefined,
    };
  }

  private splitsBefore(requestId: string | undefined): boolean {
    return this.options.partitionKey === 'request' && this.open?.requestId !== requestId;
  }

  private partitionKey(requestId: string | undefined): string {
    switch (this.options.partitionKey) {
      case 'environment': return this.environment;
      // An event without an invocation uses the environment's id. So does an invalid request id, which any process can post:
      // Kinesis would refuse its record, and all records after it, forever.
      case 'request': return requestId !== undefined && isPartitionKey(requestId) ? requestId : this.environment;
      case 'random': return randomUuid();
    }
  }
}

function keepReports(record: OpenRecord, { drops, omitted }: Reported): void {
  record.drops.push(...drops);
  if (omitted) (record.omitted ??= []).push(...omitted);
}

/** Kinesis takes any Unicode. Half a surrogate pair is none, and no request id of Lambda has a control character. */
function isPartitionKey(text: string): boolean {
  return /^[^\p{Control}\p{Surrogate}]+$/u.test(text) && Buffer.byteLength(text) <= MAX_PARTITION_KEY_BYTES;
}

function fieldsOf({ source, version, environment, attributes }: Origin): Buffer {
  return Buffer.from(`,${JSON.stringify({ source, version, environment, attributes }).slice(1, -1)},"sequence":`);
}
