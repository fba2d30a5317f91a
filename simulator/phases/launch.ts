import { PendingInvocation } from './pending-invocation';
import { CredentialsApi } from '../api/credentials-api';
import { ExtensionsApi } from '../api/extensions-api';
import { RuntimeApi, RuntimeEvent } from '../api/runtime-api';
import { Route } from '../api/server';
import { TelemetryApi } from '../api/telemetry-api';
import { extensionVariables, functionVariables, VariablesContext } from '../environment/environment-variables';
import { ResolvedOptions } from '../model/environment-options';
import { Credentials } from '../model/function-configuration';
import { ErrorDescription, Failure } from '../model/results';
import { logRecord, splitMessage } from '../output/log-record';
import { assertExecutable } from '../processes/executable';
import { Extension } from '../processes/extension';
import { startExtension } from '../processes/extension-process';
import { FunctionLog, FunctionProcess } from '../processes/function-process';
import { peakMemoryOf } from '../processes/process-figures';
import { Exit, ProcessGroup } from '../processes/process-group';
import { Watchdog } from '../processes/watchdog';
import { TelemetryHub } from '../telemetry/hub';
import { Deferred } from '../waiting/deferred';
import { Outcome, race } from '../waiting/race';
import { Timeouts } from '../waiting/timeouts';

export interface LaunchContext extends VariablesContext {
  readonly options: ResolvedOptions;
  readonly hub: TelemetryHub;
  readonly watchdog: Watchdog;
  readonly timeouts: Timeouts;
  readonly onFunctionLog: (log: FunctionLog) => void;
  /** Returns the current credentials of the credentials endpoint. */
  readonly currentCredentials: () => Credentials;
}

/** One start of an environment's processes: the extensions and the runtime. After a reset there is another launch. */
export class Launch {
  readonly extensions: Extension[] = [];
  readonly routes: readonly Route[];
  /** The first failure. */
  readonly failed = new Deferred<Failure>();
  readonly invocations = new Map<string, PendingInvocation>();
  registrationOpen = true;
  /** Whether the end of a process is expected, so that it is not a crash. */
  stopping = false;
  /** The error that the runtime reported to `/init/error`. */
  runtimeInitError?: ErrorDescription;
  private peakMemoryKB = 0;
  private runtimeProcess?: FunctionProcess;
  private runtimeIdle = new Deferred<void>();
  private readonly runtimeApi: RuntimeApi;

  constructor(readonly number: number, readonly context: LaunchContext) {
    const { config, options, hub } = context;
    this.runtimeApi = new RuntimeApi({
      onNext: () => this.runtimeIdle.resolve(),
      onResponse: (requestId, body) => this.invocations.get(requestId)?.answer({ body }),
      onInvocationError: (requestId, error) => this.invocations.get(requestId)?.answer({ error }),
      onInitError: (error) => {
        this.runtimeInitError = error;
        this.fail({ status: 'error', ...error });
      },
    });
    const isOpen = (): boolean => this.registrationOpen;
    const extensionsApi = new ExtensionsApi({
      extensions: this.extensions,
      get registrationOpen() {
        return isOpen();
      },
      managedInstance: config.managedInstance,
      functionDescription: { functionName: config.functionName, functionVersion: config.functionVersion, handler: config.handler },
      accountId: options.accountIdInRegistration ? config.accountId : undefined,
      onFirstNext: ({ name, events }) => hub.emit('platform.extension', { name, state: 'Ready', events }),
      onInitError: (_extension, errorType, errorMessage) => this.fail({ status: 'failure', errorType, errorMessage }),
      onExitError: (_extension, errorType, errorMessage) => this.fail({ status: 'failure', errorType, errorMessage }),
    });
    const telemetryApi = new TelemetryApi({
      managedInstance: config.managedInstance,
      telemetrySupported: options.telemetry.supported,
      subscriptionFault: options.telemetry.subscriptionFault,
      get subscriptionOpen() {
        return hub.subscriptionOpen;
      },
      subscribe: (extension, request) => hub.subscribe(extension, request),
      identify: (request, response) => extensionsApi.identify(request, response),
    });
    const credentialsApi = new CredentialsApi(context.currentCredentials, context.credentialsToken);
    this.routes = [...this.runtimeApi.routes(), ...extensionsApi.routes(), ...telemetryApi.routes(), ...credentialsApi.routes()];
  }

  get runtimeStarted(): boolean {
    return this.runtimeProcess !== undefined;
  }

  /** Waits for the work, a failure of the launch or the deadline (in the time of `performance.now()`), whichever is first. */
  async race(work: Promise<unknown>, deadline: number): Promise<Outcome> {
    return race(work, this.failed.promise, this.context.timeouts.after(deadline - performance.now()));
  }

  fail(failure: Failure): void {
    if (!this.failed.settled) this.failed.resolve(failure);
  }

  async startExtensions(): Promise<void> {
    const names = await this.context.files.extensions();
    const env = extensionVariables(this.context);
    this.extensions.push(...names.map((name) => new Extension(name, this.number)));
    await Promise.all(this.extensions.map(async (extension) => this.startExtension(extension, env)));
  }

  async startRuntime(): Promise<void> {
    if (this.stopping) return;
    const { config, files, runtime, watchdog, onFunctionLog, options } = this.context;
    try {
      this.runtimeProcess = await FunctionProcess.start({
        command: await runtime.command(files, config.handler),
        files,
        env: functionVariables(this.context),
        framesLogs: runtime.framesLogs,
        watchdog,
        onLog: onFunctionLog,
        onStart: options.onProcess,
      });
    } catch (error) {
      this.fail({ status: 'failure', errorType: 'Runtime.InvalidEntrypoint', errorMessage: (error as Error).message });
      return;
    }
    void this.runtimeProcess.exited.then((exit) => {
      if (!this.stopping) this.fail({ status: 'failure', errorType: 'Runtime.ExitError', errorMessage: `Runtime exited ${reasonOf(exit)}` });
    });
  }

  /** Resolves when the runtime called next and its earlier output was read. */
  async whenRuntimeIdle(): Promise<void> {
    await this.runtimeIdle.promise;
    await this.runtimeProcess?.group.drained();
  }

  /** Sends an event to the runtime. After this `whenRuntimeIdle` waits for the next call of next. */
  sendToRuntime(event: RuntimeEvent): PendingInvocation {
    const pending = new PendingInvocation();
    this.invocations.set(event.requestId, pending);
    this.runtimeIdle = new Deferred();
    this.runtimeApi.send(event);
    return pending;
  }

  async freeze(): Promise<void> {
    this.context.hub.freeze();
    await Promise.all(this.groups.map(async (group) => group.freeze()));
  }

  thaw(): void {
    this.groups.forEach((group) => group.thaw());
    this.context.hub.thaw();
  }

  /** Resolves when all output that the processes wrote before this call has been read. */
  async drained(): Promise<void> {
    await Promise.all(this.groups.map(async (group) => group.drained()));
  }

  async killRuntime(): Promise<void> {
    this.stopping = true;
    this.peakMemoryMB();
    this.runtimeProcess?.group.kill();
    await this.runtimeProcess?.exited;
  }

  /** Sends SIGKILL to the function during its work. Its invocations fail with this failure. */
  crashRuntime(failure?: Failure): void {
    if (failure) this.fail(failure);
    this.runtimeProcess?.group.kill();
  }

  /** Sends SIGTERM to the runtime, and SIGKILL if it still runs after the grace period. */
  async terminateRuntime(graceMs: number): Promise<void> {
    this.stopping = true;
    this.runtimeProcess?.group.terminate();
    const grace = this.context.timeouts.after(graceMs);
    await Promise.race([this.runtimeProcess?.exited, grace.promise]);
    grace.cancel();
    this.runtimeProcess?.group.kill();
    await this.runtimeProcess?.exited;
  }

  killAll(): void {
    this.stopping = true;
    this.groups.forEach((group) => group.kill());
  }

  /** Returns the peak resident memory of the processes until now, or until they ended. */
  peakMemoryMB(): number {
    const pids = [this.runtimeProcess?.group.pid, ...this.extensions.map(({ pid }) => pid)];
    const now = pids.reduce<number>((total, pid) => total + (pid === undefined ? 0 : peakMemoryOf(pid)), 0);
    this.peakMemoryKB = Math.max(this.peakMemoryKB, now);
    return Math.ceil(this.peakMemoryKB / 1024);
  }

  private async startExtension(extension: Extension, env: Record<string, string>): Promise<void> {
    const { files, hub, watchdog, options } = this.context;
    const { name } = extension;
    const file = files.extension(name);
    try {
      await assertExecutable(file);
      // The init may have timed out meanwhile.
      if (this.stopping) return;
      await startExtension(extension, {
        file,
        cwd: files.root,
        env,
        watchdog,
        onStart: options.onProcess,
        onLine: (text) => splitMessage(text).forEach((part) => hub.emitText('extension', logRecord(part, 'Text'))),
        onExit: (exit) => this.extensionEnded(name, exit),
      });
    } catch (error) {
      extension.state = 'launch-error';
      hub.emit('platform.extension', { name, state: 'LaunchError', events: [], errorType: 'Extension.LaunchError' });
      this.fail({ status: 'failure', errorType: 'Extension.LaunchError', errorMessage: `${name}: ${(error as Error).message}` });
    }
  }

  private extensionEnded(name: string, exit: Exit): void {
    this.context.hub.extensionEnded(name);
    // An extension that ends before SHUTDOWN has crashed, even with exit code 0.
    if (!this.stopping) this.fail({ status: 'failure', errorType: 'Extension.Crash', errorMessage: describe(exit) });
  }

  private get groups(): ProcessGroup[] {
    return [this.runtimeProcess?.group, ...this.extensions.map((extension) => extension.process)].filter((group) => group !== undefined);
  }
}

function reasonOf(exit: Exit): string {
  return exit.signal || exit.code ? `with error: ${describe(exit)}` : 'without providing a reason';
}

function describe({ code, signal }: Exit): string {
  return signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`;
}
