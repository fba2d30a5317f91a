import { randomUUID } from 'node:crypto';
import { MAX_PARTITION_KEY_BYTES } from './limits';
import { shortenEvent } from './oversized-event';
import type { DroppedRange, PackedRecord } from './record';
import type { RecordShape } from './record-format';
import type { OversizedEventsName, PartitionKeyName } from '../../src/settings/settings';

/** Where all envelopes of this process come from. */
export interface Origin {
  /** the function's ARN */
  readonly source: string;
  /** the function's version */
  readonly version: string;
  /** the id of the execution environment, never used before */
  readonly environment: string;
  /** what the function's owner wants to stand in each of them; left out where there is nothing */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface PackerOptions {
  readonly origin: Origin;
  readonly partitionKey: PartitionKeyName;
  readonly shape: RecordShape;
  /** What becomes of an event that fits into no record. */
  readonly oversized: OversizedEventsName;
  /** milliseconds since the epoch */
  readonly now: () => number;
  /** Gets each record once it is full, or sealed. */
  readonly onRecord: (record: PackedRecord) => void;
  /** Is told of each event that fits into no record, and was not or could not be shortened. */
  readonly onTooLarge: (range: DroppedRange) => void;
}

/** So many buffers are kept for the next records, so that a steady stream of events allocates nothing. */
const SPARE_BUFFERS = 16;

/** What ends an envelope of which the invocation is not known. */
const END = Buffer.from('}\n');

/** The most digits of a sequence number. */
const SEQUENCE_DIGITS = 16;

interface OpenRecord {
  readonly buffer: Buffer;
  length: number;
  /** How many bytes more it takes, together with what the format adds to them. */
  left: number;
  readonly partitionKey: string;
  readonly requestId: string | undefined;
  readonly firstSequence: number;
  lastSequence: number;
  readonly createdAt: number;
  readonly drops: DroppedRange[];
}

/**
 * Gives events their sequence numbers and writes them, as envelopes, into records.
 *
 * An event's bytes are copied once: from the body in which they came to the record in which they leave.
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

  /** When the oldest event of the record that is not sealed yet was packed, in milliseconds since the epoch. */
  get openSince(): number | undefined {
    return this.open?.createdAt;
  }

  /** Begins anew under another environment's id: this process is now a copy of the one that it was. */
  renew(environment: string): void {
    this.seal();
    this.origin = { ...this.origin, environment };
    this.fields = fieldsOf(this.origin);
    this.sequence = 0;
  }

  /** Bytes that are held by the record that is not sealed yet. */
  get openBytes(): number {
    return this.open?.buffer.length ?? 0;
  }

  /**
   * Packs the event that stands in the body from `start` to before `end`.
   *
   * @param drops what the event says, if it is a `telemetry.dropped`
   */
  add(body: Buffer, start: number, end: number, requestId?: string, drops?: readonly DroppedRange[]): void {
    const tail = this.tail(requestId);
    const around = this.fields.length + SEQUENCE_DIGITS + tail.length;
    const bytes = end - start - 1 + around;
    if (bytes > this.maxEnvelopeBytes) {
      const shortened = this.options.oversized === 'shorten' ? shortenEvent(body.subarray(start, end), this.maxEnvelopeBytes - around) : undefined;
      if (shortened) this.add(shortened, 0, shortened.length, requestId, drops);
      else this.leaveOut(bytes);
      return;
    }
    const sequence = ++this.sequence;
    const record = this.room(bytes, sequence, requestId);
    const { buffer } = record;
    let position = record.length;
    position += body.copy(buffer, position, start, end - 1);
    position += this.fields.copy(buffer, position);
    position += buffer.write(String(sequence), position, 'latin1');
    position += tail.copy(buffer, position);
    record.left -= position - record.length + this.options.shape.bytesPerEnvelope;
    record.length = position;
    record.lastSequence = sequence;
    if (drops) record.drops.push(...drops);
  }

  /** Hands over what is packed so far, however little it is. */
  seal(): void {
    const { open } = this;
    if (open === undefined) return;
    this.open = undefined;
    const data = this.trim(open);
    this.options.onRecord({
      data,
      partitionKey: open.partitionKey,
      environment: this.environment,
      firstSequence: open.firstSequence,
      lastSequence: open.lastSequence,
      heldBytes: data.buffer.byteLength,
      createdAt: open.createdAt,
      drops: open.drops,
    });
  }

  /** Takes a record's memory back once nobody reads it any more. */
  recycle({ data }: PackedRecord): void {
    this.keepSpare(Buffer.from(data.buffer));
  }

  private keepSpare(buffer: Buffer): void {
    if (buffer.length === this.targetBytes && this.spare.length < SPARE_BUFFERS) this.spare.push(buffer);
  }

  /** What is not half full moves into memory of its own size: a buffer of records that are nearly empty would be full of nothing. */
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

  private leaveOut(bytes: number): void {
    // What lies in front of the hole must leave before what comes behind it: a record has no gap.
    this.seal();
    const sequence = ++this.sequence;
    this.options.onTooLarge({ environment: this.environment, firstSequence: sequence, lastSequence: sequence, bytes, reason: 'too-large' });
  }

  private tail(requestId: string | undefined): Buffer {
    if (requestId === undefined) return END;
    if (this.requestFields?.requestId !== requestId) {
      this.requestFields = { requestId, bytes: Buffer.from(`,"requestId":${JSON.stringify(requestId)}}\n`) };
    }
    return this.requestFields.bytes;
  }

  private room(bytes: number, sequence: number, requestId: string | undefined): OpenRecord {
    const framed = bytes + this.options.shape.bytesPerEnvelope;
    if (this.open && (framed > this.open.left || this.splitsBefore(requestId))) this.seal();
    return this.open ??= this.begin(framed, sequence, requestId);
  }

  private begin(framed: number, sequence: number, requestId: string | undefined): OpenRecord {
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
    };
  }

  private splitsBefore(requestId: string | undefined): boolean {
    return this.options.partitionKey === 'request' && this.open?.requestId !== requestId;
  }

  private partitionKey(requestId: string | undefined): string {
    switch (this.options.partitionKey) {
      case 'environment': return this.environment;
      // What belongs to no invocation belongs to the environment. And anybody can post a request id: one that Kinesis takes
      // for no key would make it refuse this record, and all behind it, for ever.
      case 'request': return requestId !== undefined && isPartitionKey(requestId) ? requestId : this.environment;
      case 'random': return randomUUID();
    }
  }
}

function isPartitionKey(text: string): boolean {
  return text.length > 0 && Buffer.byteLength(text) <= MAX_PARTITION_KEY_BYTES;
}

function fieldsOf({ source, version, environment, attributes }: Origin): Buffer {
  return Buffer.from(`,${JSON.stringify({ source, version, environment, attributes }).slice(1, -1)},"sequence":`);
}
