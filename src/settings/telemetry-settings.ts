import { Duration, Size } from 'aws-cdk-lib';
import { Compression } from './compression';
import { FlushStrategy } from './flush-strategy';
import { OversizedEvents } from './oversized-events';
import { PartitionKey } from './partition-key';
import { RecordFormat } from './record-format';
import { TelemetryBuffering } from './telemetry-buffering';
import { TelemetryType } from './telemetry-type';
import { UndeliveredEvents } from './undelivered-events';

/**
 * How the extension behaves in a function.
 *
 * Only what is given here is written into the function's environment variables (`KINESIS_TELEMETRY_*`); for the rest,
 * the extension has its own defaults. A value out of range is an error when the app is synthesized; a value that is a
 * token cannot be checked then, and is checked by the extension when it starts.
 */
export interface TelemetrySettings {
  /**
   * The kinds of telemetry to stream, at least one.
   *
   * @default - all of them: platform, function, extension; with `RecordFormat.CLOUDWATCH_LOGS` function alone
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
   */
  readonly telemetryTypes?: TelemetryType[];

  /**
   * How the Telemetry API collects events before the extension gets them.
   *
   * @default - up to 25 milliseconds, 256 KiB or 1,000 events, whatever is reached first
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html#telemetry-api-buffering
   */
  readonly buffering?: TelemetryBuffering;

  /**
   * The number of buffered events, from 1 to 100,000, that starts a send while an invocation still runs.
   *
   * Fewer means that events arrive sooner; more means fuller, so cheaper, records.
   *
   * Half a mebibyte of events starts one, too, however few they are.
   *
   * @default 5000
   */
  readonly dispatchThreshold?: number;

  /**
   * How long an event waits, from 100 milliseconds to 15 minutes, before it starts a send while an invocation still runs.
   *
   * Cannot be given together with `FlushStrategy.periodic`, whose own interval takes its place.
   *
   * @default Duration.seconds(1)
   */
  readonly dispatchInterval?: Duration;

  /**
   * When telemetry leaves the execution environment, and whether invocations are held open for it.
   *
   * @default FlushStrategy.adaptive()
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle
   */
  readonly flushStrategy?: FlushStrategy;

  /**
   * How long a flush may keep an invocation open at most, from 50 milliseconds to 30 seconds, whatever Kinesis does.
   *
   * The caller has its response before that, but the time is billed, and the execution environment takes no other
   * request meanwhile. With `FlushStrategy.periodic` no invocation is kept open.
   *
   * @default Duration.seconds(1)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke
   */
  readonly flushTimeout?: Duration;

  /**
   * How much memory the extension may use for events that wait to be sent, from 2 MiB to 1 GiB.
   *
   * Past it the oldest events are dropped and counted; a `telemetry.dropped` event in the stream says how many.
   *
   * @default - a sixteenth of the function's memory, but not less than 4 MiB and not more than 64 MiB
   */
  readonly bufferMaxSize?: Size;

  /**
   * What becomes of an event that is too large for a Kinesis record of 1 MiB: it is shortened, or dropped and counted.
   *
   * @default OversizedEvents.SHORTEN
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
   */
  readonly oversizedEvents?: OversizedEvents;

  /**
   * What becomes of events that could not be delivered when the execution environment ends: they are counted in the
   * extension's log, or written to it.
   *
   * @default UndeliveredEvents.COUNT
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
   */
  readonly undeliveredEvents?: UndeliveredEvents;

  /**
   * What spreads the records over the shards of the stream.
   *
   * @default PartitionKey.ENVIRONMENT
   * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
   */
  readonly partitionKey?: PartitionKey;

  /**
   * What a Kinesis record holds.
   *
   * @default RecordFormat.NDJSON
   */
  readonly recordFormat?: RecordFormat;

  /**
   * How records are compressed. With a `recordFormat` other than `RecordFormat.NDJSON`, anything but `Compression.NONE` is an error: these
   * formats say themselves whether they are compressed.
   *
   * @default Compression.NONE
   */
  readonly compression?: Compression;

  /**
   * The size that records are filled up to, from 1 KiB to 1,000,000 bytes: of what is in the stream, so after compression.
   *
   * A provisioned stream bills a record by the started 25 KB, an on-demand stream by the started 1 KB: a multiple of 25 KB wastes
   * least. Larger records take less processor time, but more memory; one that is refused takes longer to send again, and one that has to
   * be dropped takes more with it. A single event may need a larger record.
   *
   * @default Size.kibibytes(100)
   * @see https://aws.amazon.com/kinesis/data-streams/pricing/
   */
  readonly recordSize?: Size;

  /**
   * How long a record that is not full waits for more events when others start a send, up to 15 minutes; never longer than the
   * dispatch interval (or that of `FlushStrategy.periodic`).
   *
   * A send that holds an invocation or ends the environment waits for nothing. Less means that events arrive sooner; more means
   * fuller, so cheaper, records.
   *
   * @default Duration.millis(100)
   */
  readonly linger?: Duration;

  /**
   * Fixed fields of every envelope, such as the service, the team or the stage: the envelope's field `attributes`.
   *
   * A name is up to 64 letters, digits and any of `. _ -`, and begins with a letter or `_`. As a JSON object all of them together have
   * 2,048 bytes at most; Lambda allows a function 4 KB of environment variables in all. A value may be a token.
   * `RecordFormat.CLOUDWATCH_LOGS` has no place for them, and leaves them out.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
   */
  readonly attributes?: { [name: string]: string };

  /**
   * How long the extension may take to connect to Lambda's local APIs, up to 60 seconds; zero is without a limit.
   *
   * This concerns the connection only: a poll for the next invocation may wait for hours.
   *
   * @default Duration.millis(0)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
   */
  readonly localApiConnectTimeout?: Duration;

  /**
   * Whether the extension does anything at all. With `false` it idles: the function keeps layer and permission.
   *
   * The switch is the environment variable `KINESIS_TELEMETRY_ENABLED`, which an operator can also set by hand.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
