import { EmittedEvent } from './emitted-event';

/** A POST of a batch of events to an extension, about to be made. */
export interface TelemetryPost {
  readonly extension: string;
  /** The number of this batch for this extension, from 1. */
  readonly batch: number;
  /** 1 for the first try, 2 for the first retry, … */
  readonly attempt: number;
  readonly events: readonly EmittedEvent[];
}

/** `refuse`: the POST fails and nothing arrives. `lose-answer`: it arrives, but Lambda does not see the answer, and sends it again. */
export type TelemetryFault = 'refuse' | 'lose-answer';

/** `reset`: the connection breaks before the answer. `hang`: there is no answer. */
export type SubscriptionFault = 'reset' | 'hang';

/** What AWS does not document about the Telemetry API, or varies: every knob has a default that suits most tests. */
export interface TelemetryOptions {
  /** Time from the thaw (or SHUTDOWN) to `platform.report` of the invocation before. @default 5, the average that another extension measured */
  readonly reportDelayMs?: number;
  /** Whether an invocation that timed out or crashed gets its `platform.report`, around SHUTDOWN. @default shutdown */
  readonly reportAfterReset?: 'shutdown' | 'never';
  /** Tries for one batch before it is dropped. @default 10 */
  readonly maxAttempts?: number;
  /** Wait before the first retry; doubled for each further one, up to a second. @default 50 */
  readonly retryDelayMs?: number;
  /** How long an extension may take to answer a POST. Stands still while frozen. @default 10000 */
  readonly postTimeoutMs?: number;
  /** Bytes that may wait for one extension; what comes on top is dropped and reported by `platform.logsDropped`. @default 64 MiB */
  readonly queueBytes?: number;
  /** Drop a full batch while the POST before it is unfinished, as AWS's runtime interface emulator does. @default false */
  readonly dropWhileBusy?: boolean;
  /** If not, subscriptions are answered with 202 `Telemetry.NotSupported`, as AWS's local emulator does, and nothing is delivered. @default true */
  readonly supported?: boolean;
  /** Breaks the connection of each subscription, or never answers it. @default - subscriptions are answered */
  readonly subscriptionFault?: SubscriptionFault;
  /** Decides about each POST whether it fails. @default - none fails */
  readonly fault?: (post: TelemetryPost) => TelemetryFault | undefined;
}

export interface EnvironmentOptions {
  /** SIGSTOP the process groups between invocations, SIGCONT on the next. Never on Managed Instances. @default true */
  readonly freeze?: boolean;
  /** Time that extensions have from SHUTDOWN to SIGKILL. @default 2000 */
  readonly shutdownMs?: number;
  /** @default 10000 */
  readonly initTimeoutMs?: number;
  /**
   * Whether the limits of init, invocations and shutdown end what exceeds them. If not, processes are told of the same limits, and
   * only `timeOut()` ends them: a test on a busy machine does not fail because of a slow process. @default true
   */
  readonly enforceLimits?: boolean;
  /** How far Lambda's clock is ahead of this machine's, in milliseconds, for pauses of minutes that take no time. It counts in deadlines. @default 0 */
  readonly clockAheadMs?: () => number;
  /** Whether a registration that asks for the account's id gets it. @default true */
  readonly accountIdInRegistration?: boolean;
  /** Invocations that a Managed Instance takes at once. @default 10 */
  readonly maxConcurrency?: number;
  readonly telemetry?: TelemetryOptions;
  /**
   * Give all processes together the part of a processor that Lambda gives to a function of this memory size. If they are to be frozen too,
   * that needs control groups of the kernel, which need root (`openCgroup`). @default false
   */
  readonly limitCpu?: boolean;
  /** Called with each process, of extensions and runtime, right after its execution: to limit what it may use, for example. @default - nothing */
  readonly onProcess?: (pid: number) => void;
  /** Called for each event at the moment that Lambda emits it. */
  readonly onTelemetryEvent?: (event: EmittedEvent) => void;
}

export type ResolvedTelemetryOptions = Required<Omit<TelemetryOptions, 'subscriptionFault'>> & Pick<TelemetryOptions, 'subscriptionFault'>;
export type ResolvedOptions = Required<Omit<EnvironmentOptions, 'telemetry'>> & { readonly telemetry: ResolvedTelemetryOptions };

/** Time from SHUTDOWN to SIGKILL where there is an external extension (Developer Guide, "Shutdown phase"). */
const SHUTDOWN_MS = 2000;
/** The init phase's limit (Developer Guide, "Init phase"). */
const INIT_TIMEOUT_MS = 10_000;

export function resolveOptions(options: EnvironmentOptions): ResolvedOptions {
  return {
    freeze: options.freeze ?? true,
    shutdownMs: options.shutdownMs ?? SHUTDOWN_MS,
    initTimeoutMs: options.initTimeoutMs ?? INIT_TIMEOUT_MS,
    enforceLimits: options.enforceLimits ?? true,
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
      supported: true,
      fault: () => undefined,
      ...options.telemetry,
    },
  };
}
