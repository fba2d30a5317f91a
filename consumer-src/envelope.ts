import type { KnownRecords } from './known-records';

/**
 * A Telemetry API event with its origin.
 *
 * (`environment`, `sequence`) identifies it: a duplicate has the same values. `record` is what Lambda wrote for the type;
 * `isType` and `isKnown` narrow its TypeScript type.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export interface Envelope {
  /** Time of the event: ISO 8601 in UTC, with milliseconds. */
  readonly time: string;
  /** `function`, `extension`, `platform.…`, `telemetry.…`, or a type that is newer than this module. */
  readonly type: string;
  /** Any JSON value: a string for a text log line, an object for a JSON log line. */
  readonly record: unknown;
  /** The unique id of the execution environment. */
  readonly environment: string;
  /** 1, 2, 3, … in the environment, without a gap. */
  readonly sequence: number;
  /** ARN of the function. Absent in the CloudWatch Logs subscription format. */
  readonly source?: string;
  /** Version of the function. Absent in the CloudWatch Logs subscription format. */
  readonly version?: string;
  /** The invocation that the event belongs to. Absent if the extension cannot tell for certain. */
  readonly requestId?: string;
  /** The fixed fields that the function's owner has set for each envelope. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The number of missing bytes of the record's JSON if the event was too large. `record` is then a string with its beginning. */
  readonly truncatedBytes?: number;
  /** How often each rule masked something in the record, by the name of the rule. Absent if nothing was masked. */
  readonly masked?: Readonly<Record<string, number>>;
  /** The share of requests of which this one was kept, such as 0.01: each of its events stands for 100. Absent if it was kept for another reason. */
  readonly sampleRate?: number;
  /**
   * True if Lambda cannot have written the event: it is not JSON, or has no time, type or record. Any process in the function's
   * environment can post such an event to the extension. Unreadable fields are empty (`record`: null); `line` has the text.
   */
  readonly malformed?: boolean;
  /** Name of the log group. Only in the CloudWatch Logs subscription format. */
  readonly logGroup?: string;
  /** Name of the log stream. Only in the CloudWatch Logs subscription format. */
  readonly logStream?: string;
  /** Id of the AWS account. Only in the CloudWatch Logs subscription format. */
  readonly account?: string;
  /**
   * The JSON text of the envelope as in the stream, in which numbers beyond 2^53 are exact. Not enumerable: a copy and
   * `JSON.stringify` omit it. Absent in the CloudWatch Logs subscription format.
   */
  readonly line?: string;
}

/** A type whose record has a TypeScript type in this module. */
export type KnownType = keyof KnownRecords;

/** An envelope of the given type, with the type of its record. */
export type EnvelopeOf<Type extends KnownType> = Envelope & { readonly type: Type; readonly record: KnownRecords[Type] };

/** An envelope of any known type: a union that is discriminated by `type`. */
export type KnownEnvelope = { [Type in KnownType]: EnvelopeOf<Type> }[KnownType];

const KNOWN: Readonly<Record<KnownType, true>> = {
  'function': true,
  'extension': true,
  'platform.initStart': true,
  'platform.initRuntimeDone': true,
  'platform.initReport': true,
  'platform.start': true,
  'platform.runtimeDone': true,
  'platform.report': true,
  'platform.restoreStart': true,
  'platform.restoreRuntimeDone': true,
  'platform.restoreReport': true,
  'platform.extension': true,
  'platform.telemetrySubscription': true,
  'platform.logsDropped': true,
  'telemetry.dropped': true,
  'telemetry.omitted': true,
  'telemetry.summary': true,
};

/** Returns whether the envelope is of the given type. Does not validate the record. */
export function isType<Type extends KnownType>(envelope: Envelope, type: Type): envelope is EnvelopeOf<Type> {
  return envelope.type === type;
}

/** Returns whether this module knows the type of the envelope. `switch (envelope.type)` then narrows the type of `record`. */
export function isKnown(envelope: Envelope): envelope is KnownEnvelope {
  return Object.hasOwn(KNOWN, envelope.type);
}
