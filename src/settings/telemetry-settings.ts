import { Duration, Size } from 'aws-cdk-lib';
import { Compression } from './compression';
import { ExtensionHost } from './extension-host';
import { FlushStrategy } from './flush-strategy';
import { OversizedEvents } from './oversized-events';
import { PartitionKey } from './partition-key';
import { RecordFormat } from './record-format';
import { TelemetryFilter } from './selection-props/telemetry-filter';
import { TelemetryMask } from './selection-props/telemetry-mask';
import { TelemetrySampling } from './selection-props/telemetry-sampling';
import { TelemetryBuffering } from './telemetry-buffering';
import { TelemetryType } from './telemetry-type';
import { UndeliveredEvents } from './undelivered-events';

/**
 * Settings of the extension in a function.
 *
 * Only the settings that are given here are written into the function's environment variables (`KINESIS_TELEMETRY_*`). The extension has
 * defaults for all others. A value that is out of range is an error at synth time. A token cannot be checked at synth time; the extension
 * checks its value when it starts.
 */
export interface TelemetrySettings {
  /**
   * The types of telemetry to stream, at least one.
   *
   * @default - all types: platform, function, extension; with `RecordFormat.CLOUDWATCH_LOGS` only function
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
   */
  readonly telemetryTypes?: TelemetryType[];

  /**
   * Which events are omitted, by level, type and pattern.
   *
   * @default - nothing is omitted
   */
  readonly filter?: TelemetryFilter;

  /**
   * What is replaced in log lines before they are sent, such as card numbers and passwords.
   *
   * @default - nothing is replaced
   */
  readonly mask?: TelemetryMask;

  /**
   * Which requests are kept as a whole, by their outcome and by a share. All others are omitted.
   *
   * @default - all requests are kept
   */
  readonly sampling?: TelemetrySampling;

  /**
   * How the Telemetry API buffers events before it sends them to the extension.
   *
   * @default - up to 25 milliseconds, 256 KiB or 1,000 events, whichever is reached first; more on Lambda Managed Instances
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html#telemetry-api-buffering
   */
  readonly buffering?: TelemetryBuffering;

  /**
   * The number of buffered events, from 1 to 100,000, that starts a send while an invocation still runs.
   *
   * With a smaller number, events arrive sooner. With a larger number, records are fuller and therefore cheaper.
   *
   * Half a mebibyte of buffered events also starts a send, even if there are fewer events.
   *
   * @default 5000
   */
  readonly dispatchThreshold?: number;

  /**
   * How long an event waits, from 100 milliseconds to 15 minutes, before it starts a send while an invocation still runs.
   *
   * Cannot be given together with `FlushStrategy.periodic`, whose interval replaces it.
   *
   * @default Duration.seconds(1)
   */
  readonly dispatchInterval?: Duration;

  /**
   * When the extension sends telemetry, and whether it holds invocations until Kinesis has acknowledged it.
   *
   * @default FlushStrategy.adaptive()
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle
   */
  readonly flushStrategy?: FlushStrategy;

  /**
   * The maximum time that a flush holds an invocation, from 50 milliseconds to 30 seconds, even if Kinesis does not answer.
   *
   * The caller already has its response, but the time is billed, and the execution environment accepts no other invocation during the hold.
   * With `FlushStrategy.periodic` no invocation is held.
   *
   * @default Duration.seconds(1)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke
   */
  readonly flushTimeout?: Duration;

  /**
   * The maximum size of the buffered events, from 2 MiB to 1 GiB.
   *
   * When the buffer is full, the extension drops the oldest events. A `telemetry.dropped` event in the stream counts them.
   *
   * @default - a sixteenth of the function's memory, at least 4 MiB and at most 64 MiB
   */
  readonly bufferMaxSize?: Size;

  /**
   * How the extension handles an event that is too large for a Kinesis record of 1 MiB: it truncates it, or drops and counts it.
   *
   * @default OversizedEvents.SHORTEN
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
   */
  readonly oversizedEvents?: OversizedEvents;

  /**
   * How the extension handles undelivered events when the execution environment ends: it counts them in its log, or writes them to its log.
   *
   * @default UndeliveredEvents.COUNT
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
   */
  readonly undeliveredEvents?: UndeliveredEvents;

  /**
   * The partition key, which distributes the records over the shards of the stream.
   *
   * @default PartitionKey.ENVIRONMENT
   * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
   */
  readonly partitionKey?: PartitionKey;

  /**
   * The format of the data in a Kinesis record.
   *
   * @default RecordFormat.NDJSON
   */
  readonly recordFormat?: RecordFormat;

  /**
   * The compression of records. With a `recordFormat` other than `RecordFormat.NDJSON`, any value except `Compression.NONE` is an error: these
   * formats define their own compression.
   *
   * @default Compression.NONE
   */
  readonly compression?: Compression;

  /**
   * The size up to which records are filled, from 1 KiB to 1,000,000 bytes. It is the size in the stream, after compression.
   *
   * Kinesis bills records in units of 25 KB in a provisioned stream and of 1 KB in an on-demand stream, rounded up. A multiple of 25 KB wastes
   * least. Larger records need less CPU time and more memory. If Kinesis rejects a larger record, the retry takes longer; if the extension drops
   * it, more events are lost. A single large event may need a larger record.
   *
   * @default Size.kibibytes(100)
   * @see https://aws.amazon.com/kinesis/data-streams/pricing/
   */
  readonly recordSize?: Size;

  /**
   * How long a record that is not full waits for more events when other events start a send, up to 15 minutes. It must not exceed
   * `dispatchInterval` (1 second by default) or the interval of `FlushStrategy.periodic`.
   *
   * A flush that holds an invocation or runs at shutdown does not wait. With a shorter time, events arrive sooner. With a longer time,
   * records are fuller and therefore cheaper.
   *
   * @default Duration.millis(100)
   */
  readonly linger?: Duration;

  /**
   * Fixed values for the field `attributes` of every envelope, such as the service, the team or the stage.
   *
   * A name consists of up to 64 letters, digits, and the characters `. _ -`, and starts with a letter or `_`. The JSON object with all attributes
   * has at most 2,048 bytes; Lambda allows a function 4 KB of environment variables in total. A value may be a token.
   * `RecordFormat.CLOUDWATCH_LOGS` does not contain attributes.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
   */
  readonly attributes?: { [name: string]: string };

  /**
   * The timeout for connecting to Lambda's local APIs, up to 60 seconds. Zero means no timeout.
   *
   * It applies only to the connection: a poll for the next invocation may wait for hours.
   *
   * @default Duration.millis(0)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
   */
  readonly localApiConnectTimeout?: Duration;

  /**
   * The URL of an HTTP proxy for the extension's calls to Kinesis, such as `http://proxy.example.com:3128`. It may contain a user and a
   * password. The extension opens a tunnel (`CONNECT`), so that the proxy sees neither credentials nor telemetry.
   *
   * The proxy variables of the function (`HTTPS_PROXY` and others) do not apply to the extension. A function's environment variables are
   * readable by everybody who may read its configuration, so prefer a proxy that needs no password.
   *
   * @default - the extension calls Kinesis directly
   */
  readonly proxy?: string;

  /**
   * The program that runs the extension: a small one of its own, or the function's Node.js.
   *
   * `ExtensionHost.NODEJS` needs a function on nodejs22.x or newer. For any other function it is an error.
   *
   * @default ExtensionHost.NATIVE
   */
  readonly extensionHost?: ExtensionHost;

  /**
   * Whether the extension streams telemetry. With `false` the extension idles, and the function keeps the layer and the permission.
   *
   * An operator can also set the environment variable `KINESIS_TELEMETRY_ENABLED` by hand.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
