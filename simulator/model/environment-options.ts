import { EmittedEvent } from './emitted-event';

/** An attempt to POST a batch of events to an extension. */
export interface TelemetryPost {
  readonly extension: string;
  /** The number of the batch for this extension, starting at 1. */
  readonly batch: number;
  /** 1 for the first attempt, 2 for the first retry, … */
  readonly attempt: number;
  readonly events: readonly EmittedEvent[];
}

/** `refuse`: the connection is refused. `lose-answer`: the batch arrives, but Lambda does not receive the response and retries. */
export type TelemetryFault = 'refuse' | 'lose-answer';

/** `reset`: the connection is closed before the response. `hang`: there is no response. */
export type SubscriptionFault = 'reset' | 'hang';

/** Behaviour of the Telemetry API that AWS does not document, or that varies. The defaults suit most tests. */
export interface TelemetryOptions {
  /** The time from the thaw or SHUTDOWN until `platform.report` of the previous invocation. @default 5, the average that another extension measured */
  readonly reportDelayMs?: number;
  /** Whether an invocation that timed out or crashed has a `platform.report`, just before SHUTDOWN. @default shutdown */
  readonly reportAfterReset?: 'shutdown' | 'never';
  /** The number of attempts to deliver a batch before it is dropped. @default 10 */
  readonly maxAttempts?: number;
  /** The pause before the first retry. It doubles with each further retry, up to one second. @default 50 */
  readonly retryDelayMs?: number;
  /** The timeout of a POST. It pauses while the environment is frozen. @default 10000 */
  readonly postTimeoutMs?: number;
  /** The maximum number of buffered bytes per extension. Further events are dropped and reported by `platform.logsDropped`. @default 64 MiB */
  readonly queueBytes?: number;
  /** Drop a full batch while the previous POST is in progress, as AWS's runtime interface emulator does. @default false */
  readonly dropWhileBusy?: boolean;
  /**
   * Whether idle connections for POSTs survive a freeze. Lambda is not known to close them. If false, an extension that closes idle
   * connections after a thaw cannot make a POST fail. @default true
   */
  readonly keepConnections?: boolean;
  /** If false, subscriptions get the response 202 `Telemetry.NotSupported`, as in AWS's local emulator, and nothing is delivered. @default true */
  readonly supported?: boolean;
  /** The fault of every subscription. @default - none */
  readonly subscriptionFault?: SubscriptionFault;
  /** Decides for each POST whether it fails. @default - no POST fails */
  readonly fault?: (post: TelemetryPost) => TelemetryFault | undefined;
}

export interface EnvironmentOptions {
  /** Whether the process groups are stopped (SIGSTOP) between invocations. On Managed Instances they never are. @default true */
  readonly freeze?: boolean;
  /** The time from SHUTDOWN until extensions get SIGKILL. @default 2000 */
  readonly shutdownMs?: number;
  /** The timeout of the init phase. @default 10000 */
  readonly initTimeoutMs?: number;
  /**
   * Whether the timeouts of init, invocations and shutdown elapse. If false, the processes get the same deadlines, but only
   * `timeOut()` elapses the timeouts, so that a test does not fail because the machine is slow. @default true
   */
  readonly enforceTimeouts?: boolean;
  /**
   * How long after a deadline Lambda waits for an extension that has not met it. Lambda does not wait. On a busy machine an extension
   * that ends in time may get a processor too late. @default 0
   */
  readonly graceMs?: number;
  /** The time by which Lambda's clock is ahead of the machine's, in milliseconds, to simulate long pauses. It is added to deadlines. @default 0 */
  readonly clockAheadMs?: () => number;
  /** Whether registrations that request the account id get it. @default true */
  readonly accountIdInRegistration?: boolean;
  /** The maximum number of concurrent invocations on a Managed Instance. @default 10 */
  readonly maxConcurrency?: number;
  readonly telemetry?: TelemetryOptions;
  /**
   * Whether all processes together are limited to the CPU share of the function's memory size. With freezes the limit needs control
   * groups of the kernel, which need root (`openCgroup`). @default false
   */
  readonly limitCpu?: boolean;
  /** Called for each process of an extension or the runtime right after its start, for example to limit its memory. @default - nothing */
  readonly onProcess?: (pid: number) => void;
  /** Called for each event when Lambda emits it. */
  readonly onTelemetryEvent?: (event: EmittedEvent) => void;
}

export type ResolvedTelemetryOptions = Required<Omit<TelemetryOptions, 'subscriptionFault'>> & Pick<TelemetryOptions, 'subscriptionFault'>;
export type ResolvedOptions = Required<Omit<EnvironmentOptions, 'telemetry'>> & { readonly telemetry: ResolvedTelemetryOptions };

/** The duration of the shutdown phase with external extensions (Developer Guide, "Shutdown phase"). */
const SHUTDOWN_MS = 2000;
/** The maximum duration of the init phase (Developer Guide, "Init phase"). */
const INIT_TIMEOUT_MS = 10_000;

export function resolveOptions(options: EnvironmentOptions): ResolvedOptions {
  return {
    freeze: options.freeze ?? true,
    shutdownMs: options.shutdownMs ?? SHUTDOWN_MS,
    initTimeoutMs: options.initTimeoutMs ?? INIT_TIMEOUT_MS,
    enforceTimeouts: options.enforceTimeouts ?? true,
    graceMs: options.graceMs ?? 0,
    clockAheadMs: options.clockAheadMs ?? (() => 0),
    accountIdInRegistration: options.accountIdInRegistration ?? true,
    maxConcurrency: options.maxConcurrency ?? 10,
    limitCpu: options.limitCpu ?? false,
    onProcess: options.onProcess ?? (() => undefined),
    onTelemetryEvent: options.onTelemetryEvent ?? (() => undefined),
    telemetry: {
      reportDelayMs: 5,
      reportAfterReset: 'shutdown',
      maxAttempts: 10,
      retryDelayMs: 50,
      postTimeoutMs: 10_000,
      queueBytes: 64 * 1024 * 1024,
      dropWhileBusy: false,
      keepConnections: true,
      supported: true,
      fault: () => undefined,
      ...options.telemetry,
    },
  };
}
