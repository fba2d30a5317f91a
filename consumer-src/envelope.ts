import type { KnownRecords } from './known-records';

/**
 * A Telemetry API event, and where it came from.
 *
 * (`environment`, `sequence`) is its identity: what comes again has the same. `record` is whatever Lambda wrote for the type;
 * `isType` and `isKnown` give it a TypeScript type.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export interface Envelope {
  /** When it happened: ISO 8601 in UTC, with milliseconds. */
  readonly time: string;
  /** `function`, `extension`, `platform.…`, `telemetry.dropped`, `telemetry.summary`, or one that is newer than this module. */
  readonly type: string;
  /** Any JSON: a text line is a string, a JSON log line an object. */
  readonly record: unknown;
  /** The execution environment: an id that no other has. */
  readonly environment: string;
  /** 1, 2, 3, … in the environment, without a hole. */
  readonly sequence: number;
  /** ARN of the function. Absent in the CloudWatch Logs subscription format. */
  readonly source?: string;
  /** Version of the function. Absent in the CloudWatch Logs subscription format. */
  readonly version?: string;
  /** The invocation that the event belongs to, where that is beyond doubt. */
  readonly requestId?: string;
  /** What the function's owner has set to stand in each envelope. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Bytes of the record's JSON that are missing, as the event was too large: `record` is then a string with its beginning. */
  readonly truncatedBytes?: number;
  /**
   * True where the event is nothing that Lambda would have written: no JSON, or without a time, a type or a record. Any process in the
   * function's environment can post such to the extension. What could not be read is empty (`record`: null); `line` has the text.
   */
  readonly malformed?: boolean;
  /** Name of the log group. Only in the CloudWatch Logs subscription format. */
  readonly logGroup?: string;
  /** Name of the log stream. Only in the CloudWatch Logs subscription format. */
  readonly logStream?: string;
  /** Id of the AWS account. Only in the CloudWatch Logs subscription format. */
  readonly account?: string;
  /**
   * The envelope's own JSON text, as it stands in the stream: numbers beyond 2^53 are still whole in it. Not enumerable, so
   * that a copy or `JSON.stringify` leaves it out. Absent in the CloudWatch Logs subscription format.
   */
  readonly line?: string;
}

/** A type of which this module knows the record. */
export type KnownType = keyof KnownRecords;

/** An envelope of that type, with its record. */
export type EnvelopeOf<Type extends KnownType> = Envelope & { readonly type: Type; readonly record: KnownRecords[Type] };

/** Any envelope of a known type: TypeScript tells them apart by `type`. */
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
  'telemetry.summary': true,
};

/** Whether the envelope is of that type. It believes Lambda, and does not look into the record. */
export function isType<Type extends KnownType>(envelope: Envelope, type: Type): envelope is EnvelopeOf<Type> {
  return envelope.type === type;
}

/** Whether the envelope is of a type that this module knows; `switch (envelope.type)` then gives each case its record. */
export function isKnown(envelope: Envelope): envelope is KnownEnvelope {
  return Object.hasOwn(KNOWN, envelope.type);
}
