import { Size } from 'aws-cdk-lib';
import { KeepRequests } from './keep-requests';
import { LogLevel } from './log-level';
import { SampleBy } from './sample-by';
import { SamplingOverflow } from './sampling-overflow';

/**
 * Which requests the extension keeps. It keeps or omits all telemetry of a request: its log lines and its platform events.
 *
 * It decides when the request is over, or at once when a reason to keep it turns up. Until then it buffers the events. A request that is still
 * undecided when the environment ends is kept. Events that belong to no request, such as those of the init phase, are always sent.
 *
 * On Lambda Managed Instances nothing reports the end of a request, so only `share` applies there.
 */
export interface TelemetrySampling {
  /**
   * The reasons to keep a request.
   *
   * @default - none: only `share` decides
   */
  readonly keep?: KeepRequests[];

  /**
   * The share of all other requests that is kept, from 0 to 1. Events of these requests have the field `sampleRate` with the share: an event with
   * a rate of 0.01 stands for a hundred.
   *
   * @default 0
   */
  readonly share?: number;

  /**
   * What decides whether a request belongs to the share.
   *
   * @default SampleBy.REQUEST
   */
  readonly by?: SampleBy;

  /**
   * The maximum size of the events of undecided requests, from 64 KiB to `bufferMaxSize`, of which it is a part.
   *
   * @default - a quarter of `bufferMaxSize`
   */
  readonly bufferMaxSize?: Size;

  /**
   * What happens when undecided events reach `bufferMaxSize`.
   *
   * @default SamplingOverflow.KEEP
   */
  readonly whenFull?: SamplingOverflow;

  /**
   * Samples only log lines below this level. All other events are sent at once: lines of this level and above, lines of an unknown level, and the
   * platform events of all requests.
   *
   * With `LogLevel.INFO`, the stream has all lines from `INFO` on, and the `DEBUG` lines of the requests that are kept. These arrive behind the other
   * lines of the request: sort by `time`.
   *
   * @default - sampling applies to everything that a request has
   */
  readonly onlyBelow?: LogLevel;

  /**
   * Whether to send `platform.start`, `platform.runtimeDone` and `platform.report` of omitted requests, so that the stream counts every
   * request and its duration.
   *
   * @default false
   */
  readonly keepPlatformEvents?: boolean;
}
