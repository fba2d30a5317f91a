import type { EnvironmentOptions, FunctionConfiguration } from '../../simulator';
import type { FaultSource, ShardThroughputProps } from '../../simulator/kinesis';

/** The environment, the function and the Kinesis that a rig sets up. */
export interface Conditions {
  readonly name: string;
  /** Whether only the number of events is compared, because there are too many to keep. @default false */
  readonly countsOnly?: boolean;
  /** The faults of Kinesis from the start. @default - none */
  readonly faults?: FaultSource;
  /** The endpoint that the extension calls: the proxy, one with an untrusted certificate, or one that does not exist. @default proxy */
  readonly endpoint?: 'proxy' | 'untrusted' | 'nowhere';
  /** Whether the extension calls Kinesis with TLS, as on Lambda. @default false */
  readonly tls?: boolean;
  /** Whether the extension's clock can be set. @default false */
  readonly clock?: boolean;
  /** @default - no throttling */
  readonly throughput?: ShardThroughputProps;
  readonly function?: Partial<FunctionConfiguration>;
  /** The extension's settings, without the prefix `KINESIS_TELEMETRY_`. @default - the flush strategy `end-of-invocation`, which holds the most */
  readonly settings?: Readonly<Record<string, string>>;
  readonly options?: EnvironmentOptions;
}
