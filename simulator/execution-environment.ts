import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { ApiServer } from './api/server';
import { CpuShare, CpuShareMeans, shareOf } from './cpu/cpu-share';
import { openCpuShare } from './cpu/open-cpu-share';
import { FileSystem } from './environment/file-system';
import { Runtime } from './environment/runtimes/runtime';
import { runtimeOf } from './environment/runtimes/runtime-of';
import { EnvironmentOptions, ResolvedOptions, resolveOptions } from './model/environment-options';
import { Credentials, FunctionConfiguration, ResolvedConfiguration, resolveConfiguration } from './model/function-configuration';
import { FunctionMessage } from './model/function-output';
import { InitPhase, InitResult, InvocationResult, ShutdownReason, ShutdownResult } from './model/results';
import { logRecord, splitMessage } from './output/log-record';
import { runInit } from './phases/init';
import { Invocation, InvokePhase, newInvocation } from './phases/invocation';
import { runInvocation } from './phases/invoke';
import { Launch, LaunchContext } from './phases/launch';
import { runManagedInvocation } from './phases/managed-invocation';
import { runShutdown } from './phases/shutdown';
import { ExtensionState } from './processes/extension';
import { FunctionLog } from './processes/function-process';
import { Watchdog } from './processes/watchdog';
import { TelemetryHub } from './telemetry/hub';
import { TelemetryJournal } from './telemetry/journal';
import { managedReport, report, restoreReport, restoreRuntimeDone, restoreStart, start } from './telemetry/platform-records';
import { Timeouts } from './waiting/timeouts';

/**
 * A local execution environment of AWS Lambda: real processes, Lambda's local APIs, and the order of Lambda's phases.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class ExecutionEnvironment {
  /** Creates the file system and starts the local APIs. No process is started yet. */
  static async create(config: FunctionConfiguration, options: EnvironmentOptions = {}): Promise<ExecutionEnvironment> {
    const resolved = resolveConfiguration(config);
    const runtime = runtimeOf(resolved);
    const resolvedOptions = resolveOptions(options);
    const { limitCpu, freeze } = resolvedOptions;
    const cpuShare = limitCpu ? await openCpuShare(shareOf(resolved.memorySizeMB), freeze && !resolved.managedInstance) : undefined;
    const files = await FileSystem.create(resolved, runtime);
    const watchdog = new Watchdog(files.root);
    const environment = new ExecutionEnvironment(resolved, resolvedOptions, runtime, files, watchdog, cpuShare);
    environment.server = await ApiServer.listen(() => environment.launch?.routes ?? []);
    return environment;
  }

  /** Every event that Lambda emitted, with its deliveries. */
  readonly telemetry = new TelemetryJournal();
  private readonly messages: FunctionMessage[] = [];
  private readonly launches: Launch[] = [];
  private readonly hub: TelemetryHub;
  private readonly timeouts: Timeouts;
  private readonly logStreamName: string;
  private readonly credentialsToken = randomBytes(16).toString('base64');
  private server?: ApiServer;
  /** The running processes; undefined before the first init and after a reset. */
  private launch?: Launch;
  private initializing?: Promise<InitResult>;
  /** The init that the next invocation reports as its cold start. */
  private coldStart?: InitResult;
  /** The duration of SnapStart's restore; undefined before the restore. */
  private restoreMs?: number;
  private frozen = false;
  private credentials: Credentials;
  private running?: string;
  private ending?: Promise<ShutdownResult>;
  private disposed = false;

  private constructor(private readonly config: ResolvedConfiguration, private readonly options: ResolvedOptions,
    private readonly runtime: Runtime, private readonly files: FileSystem, private readonly watchdog: Watchdog,
    private readonly cpuShare?: CpuShare) {
    const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStreamName = `${date}/[${config.functionVersion}]${randomBytes(16).toString('hex')}`;
    this.credentials = config.credentials;
    this.timeouts = new Timeouts(options.enforceTimeouts);
    this.hub = new TelemetryHub(this.telemetry, this.options.telemetry, this.options.onTelemetryEvent);
  }

  /** How the processes are limited to their CPU share; undefined without `limitCpu`. */
  get cpuLimitedBy(): CpuShareMeans | undefined {
    return this.cpuShare?.means;
  }

  /** Every extension of every launch, in the order of the launches. */
  get extensions(): readonly ExtensionState[] {
    return this.launches.flatMap(({ extensions }) => extensions);
  }

  /** Every message of the function's log, in order. */
  get functionOutput(): readonly FunctionMessage[] {
    return this.messages;
  }

  /** The folder that represents the environment's `/`. `dispose` deletes it. */
  get root(): string {
    return this.files.root;
  }

  /** host:port of the local APIs, as in `AWS_LAMBDA_RUNTIME_API`. */
  get runtimeApi(): string {
    if (!this.server) throw new Error('The local APIs have not been started');
    return this.server.address;
  }

  /** Runs the init phase. Without this call the first invocation runs it. If it fails, the first invocation retries it. */
  async init(): Promise<InitResult> {
    this.assertUsable();
    if (this.launch) throw new Error('The environment is already initialized');
    const result = await this.initialize('init', this.options.initTimeoutMs);
    if (this.launch) await this.freeze();
    return result;
  }

  /**
   * Restores the snapshot of the init phase, as Lambda does with SnapStart before the first invocation. Without this call the
   * first invocation restores it. The simulator cannot copy a process, so there is only one restore, and connections to the local
   * APIs stay open.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-restore
   */
  restore(): void {
    this.assertUsable();
    if (this.config.initializationType !== 'snap-start') throw new Error(`Only an environment with the initialization type snap-start can be restored, got ${this.config.initializationType}`);
    if (!this.launch || this.restoreMs !== undefined) throw new Error('There is no snapshot to restore: call init() first, and restore() once');
    const startedAt = performance.now();
    this.thaw();
    this.hub.emit('platform.restoreStart', restoreStart({ config: this.config, logStreamName: this.logStreamName }));
    this.hub.replayInit();
    this.hub.emit('platform.restoreRuntimeDone', restoreRuntimeDone());
    this.restoreMs = performance.now() - startedAt;
    this.hub.emit('platform.restoreReport', restoreReport(this.restoreMs));
  }

  /** Sets the credentials that SnapStart's credentials endpoint returns from now on. */
  setCredentials(credentials: Credentials): void {
    this.credentials = credentials;
  }

  /** Sends SIGKILL to a running extension, which Lambda treats as a crash. */
  killExtension(name: string): void {
    const extension = this.launch?.extensions.find((candidate) => candidate.name === name && candidate.alive);
    if (!extension) throw new Error(`No extension with the name ${name} is running`);
    extension.process?.kill();
  }

  /** Sends SIGKILL to the function's process. `outOfMemory`: reports that the function exceeded its memory. */
  killFunction({ outOfMemory = false }: { outOfMemory?: boolean } = {}): void {
    if (!this.launch) throw new Error('No function is running');
    this.launch.crashRuntime(outOfMemory
      ? { status: 'failure', errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime exited with error: signal: killed' }
      : undefined);
  }

  /** Elapses the timeouts of the running init, invocations and shutdown. */
  timeOut(): void {
    this.timeouts.elapse();
  }

  /**
   * Runs the handler. The promise rejects only if the environment cannot accept an invocation. A failed invocation is a result.
   */
  async invoke(event: unknown, { requestId = randomUUID() }: { requestId?: string } = {}): Promise<InvocationResult> {
    this.assertUsable();
    if (this.config.managedInstance) return this.invokeManaged(event, requestId);
    if (this.running) throw new Error(`An execution environment accepts one invocation at a time, and ${this.running} is still running`);
    this.running = requestId;
    try {
      return await this.invokeOne(event, requestId);
    } finally {
      this.running = undefined;
    }
  }

  /** Runs the shutdown phase. Further calls return the same result. */
  async shutdown(reason: ShutdownReason = 'spindown'): Promise<ShutdownResult> {
    this.ending ??= this.end(reason);
    return this.ending;
  }

  /** Kills all processes and deletes all files. It can be called at any time, and more than once. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const launch of this.launches) {
      launch.killAll();
      launch.fail({ status: 'failure', errorType: 'Simulator.Disposed', errorMessage: 'The environment was disposed' });
    }
    this.hub.close();
    await this.server?.close();
    await this.cpuShare?.close();
    await rm(this.files.root, { recursive: true, force: true, maxRetries: 3 });
    await this.watchdog.end();
  }

  private assertUsable(): void {
    if (this.disposed || this.ending) throw new Error('The environment has been shut down');
  }

  private async initialize(phase: InitPhase, timeoutMs: number): Promise<InitResult> {
    const launch = new Launch(this.launches.length + 1, this.context());
    this.launches.push(launch);
    this.launch = launch;
    if (phase === 'init') this.hub.beginLaunch(launch.number);
    const result = await runInit(launch, phase, timeoutMs);
    this.coldStart = result;
    if (result.status !== 'success') await this.reset(result.status === 'timeout' ? 'timeout' : 'failure');
    return result;
  }

  private context(): LaunchContext {
    return {
      config: this.config,
      options: { ...this.options, onProcess: (pid) => { this.cpuShare?.add(pid); this.options.onProcess(pid); } },
      runtime: this.runtime,
      files: this.files,
      api: this.runtimeApi,
      hub: this.hub,
      watchdog: this.watchdog,
      timeouts: this.timeouts,
      logStreamName: this.logStreamName,
      maxConcurrency: this.options.maxConcurrency,
      credentialsToken: this.credentialsToken,
      onFunctionLog: (log) => this.log(log),
      currentCredentials: () => this.credentials,
    };
  }

  private async invokeOne(event: unknown, requestId: string): Promise<InvocationResult> {
    if (this.launches.length === 0) await this.initialize('init', this.options.initTimeoutMs);
    if (this.config.initializationType === 'snap-start' && this.launch && this.restoreMs === undefined) this.restore();
    this.thaw();
    // Events from here on belong to the processes that are started next, and are replayed to them.
    if (!this.launch) this.hub.beginLaunch(this.launches.length + 1);
    const invocation = newInvocation(requestId, event, this.config.timeoutMs, this.options.clockAheadMs());
    this.hub.emit('platform.start', start(this.config, requestId, invocation.tracing), { requestId });
    this.hub.releaseHeld(this.options.telemetry.reportDelayMs);
    if (!this.launch) {
      const again = await this.initialize('invoke', this.config.timeoutMs);
      if (again.status !== 'success') return this.failedInit(invocation, again);
    }
    const init = this.takeColdStart();
    const initDurationMs = init?.durationMs;
    const logPlatform = (text: string): void => this.log({ channel: 'platform', text, time: new Date(), format: 'Text' });
    const phase = await runInvocation(this.runningLaunch(), invocation, logPlatform);
    const { status, error, response, durationMs, holdMs, reset } = phase;
    if (reset) {
      if (this.options.telemetry.reportAfterReset === 'shutdown') this.report(invocation, phase, init, false);
      await this.reset(reset);
    } else {
      await this.freeze();
      this.report(invocation, phase, init, true);
      if (!this.frozen) this.hub.releaseHeld(this.options.telemetry.reportDelayMs);
    }
    return { requestId, status, response, error, durationMs, holdMs, initDurationMs, coldStart: initDurationMs !== undefined };
  }

  private async invokeManaged(event: unknown, requestId: string): Promise<InvocationResult> {
    if (!this.launch) {
      this.initializing ??= this.initialize('init', this.options.initTimeoutMs);
      const init = await this.initializing.finally(() => {
        this.initializing = undefined;
      });
      if (init.status !== 'success') return { requestId, status: init.status, error: init.error, durationMs: 0, holdMs: 0, coldStart: true };
    }
    const initDurationMs = this.takeColdStart()?.durationMs;
    const launch = this.runningLaunch();
    const invocation = newInvocation(requestId, event, this.config.timeoutMs, this.options.clockAheadMs());
    this.hub.emit('platform.start', start(this.config, requestId, invocation.tracing), { requestId });
    const phase = await runManagedInvocation(launch, invocation);
    const { status, error, response, durationMs, holdMs } = phase;
    const record = managedReport({ requestId, status, errorType: error?.errorType, tracing: invocation.tracing, durationMs });
    this.hub.emit('platform.report', record, { requestId });
    if (phase.reset && this.launch === launch) await this.reset(phase.reset);
    return { requestId, status, response, error, durationMs, holdMs, initDurationMs, coldStart: initDurationMs !== undefined };
  }

  private failedInit(invocation: Invocation, init: InitResult): InvocationResult {
    const { requestId } = invocation;
    const durationMs = performance.now() - invocation.startedAt;
    const { reportAfterReset } = this.options.telemetry;
    if (reportAfterReset === 'shutdown') this.report(invocation, { ...init, durationMs, holdMs: 0, spans: [] }, undefined, true);
    const error = init.error && { ...init.error, errorMessage: `RequestId: ${requestId} Error: ${init.error.errorMessage}` };
    return { requestId, status: init.status, error, durationMs, holdMs: 0, initDurationMs: init.durationMs, coldStart: true };
  }

  private report(invocation: Invocation, phase: InvokePhase, init: InitResult | undefined, hold: boolean): void {
    const { requestId, tracing } = invocation;
    const { status, error, spans, durationMs } = phase;
    const errorType = error?.errorType;
    const maxMemoryUsedMB = this.launches.at(-1)?.peakMemoryMB() ?? 0;
    const isSnapStart = this.config.initializationType === 'snap-start';
    // An init inside the invocation is part of its duration. SnapStart's init ran when the version was published.
    const initDurationMs = init?.phase === 'init' && !isSnapStart ? init.durationMs : undefined;
    const restoreDurationMs = init?.phase === 'init' ? this.restoreMs : undefined;
    const record = report(this.config, {
      requestId, status, errorType, tracing, spans, durationMs, initDurationMs, restoreDurationMs, maxMemoryUsedMB,
    });
    this.hub.emit('platform.report', record, { requestId, hold });
  }

  /** Ends all processes after a timeout or a crash. The next invocation starts them again in the same environment. */
  private async reset(reason: 'timeout' | 'failure'): Promise<void> {
    const launch = this.runningLaunch();
    await runShutdown(launch, reason, this.options);
    if (this.launch === launch) this.launch = undefined;
  }

  private async end(reason: ShutdownReason): Promise<ShutdownResult> {
    if (!this.launch || this.disposed) return { reason, durationMs: 0, extensions: [] };
    this.thaw();
    this.hub.releaseHeld(this.options.telemetry.reportDelayMs);
    return runShutdown(this.launch, reason, this.options);
  }

  private takeColdStart(): InitResult | undefined {
    const taken = this.coldStart;
    this.coldStart = undefined;
    return taken;
  }

  private runningLaunch(): Launch {
    if (!this.launch) throw new Error('The environment was disposed');
    return this.launch;
  }

  private async freeze(): Promise<void> {
    if (!this.options.freeze || this.config.managedInstance || this.disposed) return;
    this.frozen = true;
    await this.launch?.freeze();
  }

  private thaw(): void {
    if (!this.frozen) return;
    this.frozen = false;
    this.launch?.thaw();
  }

  private log({ channel, text, format, time }: FunctionLog | (FunctionMessage & { format: 'Text' })): void {
    const requestId = this.running;
    this.messages.push({ channel, text, time, requestId });
    const parts = splitMessage(text);
    for (const part of parts) {
      this.hub.emitText('function', logRecord(part, parts.length > 1 ? 'Text' : format ?? this.config.logFormat), { time, requestId });
    }
  }
}
