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
import { Extension } from '../processes/extension';
import { assertExecutable, startExtension } from '../processes/extension-process';
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
  /** What the credentials' endpoint gives now. */
  readonly currentCredentials: () => Credentials;
}

/** One start of an environment's processes: its extensions and its runtime. After a reset there is another. */
export class Launch {
  readonly extensions: Extension[] = [];
  readonly routes: readonly Route[];
  /** The first thing that went wrong. */
  readonly failed = new Deferred<Failure>();
  readonly invocations = new Map<string, PendingInvocation>();
  registrationOpen = true;
  /** Set when processes may end without that being a crash. */
  stopping = false;
  /** What `/init/error` said. */
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

  /** Waits until some work is done, but not beyond the launch's failure or a point in time (of `performance.now()`). */
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
    const { files, watchdog, onFunctionLog, options } = this.context;
    this.runtimeProcess = await FunctionProcess.start(files, functionVariables(this.context), watchdog, onFunctionLog, options.onProcess);
    void this.runtimeProcess.exited.then((exit) => {
      if (!this.stopping) this.fail({ status: 'failure', errorType: 'Runtime.ExitError', errorMessage: `Runtime exited ${reasonOf(exit)}` });
    });
  }

  /** Resolves when the runtime has called next, and what it wrote before has been read. */
  async whenRuntimeIdle(): Promise<void> {
    await this.runtimeIdle.promise;
    await this.runtimeProcess?.group.drained();
  }

  /** Its next after this is what `whenRuntimeIdle` waits for. */
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

  /** Resolves when everything that the processes have written until now has been read. */
  async drained(): Promise<void> {
    await Promise.all(this.groups.map(async (group) => group.drained()));
  }

  async killRuntime(): Promise<void> {
    this.stopping = true;
    this.peakMemoryMB();
    this.runtimeProcess?.group.kill();
    await this.runtimeProcess?.exited;
  }

  /** SIGKILL to the function in the middle of its work: whatever ran in it fails like this. */
  crashRuntime(failure?: Failure): void {
    if (failure) this.fail(failure);
    this.runtimeProcess?.group.kill();
  }

  /** SIGTERM, and SIGKILL if it does not help. */
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

  /** The most that the processes have held until now; after their end, until then. */
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
      // The init may have timed out in the meantime.
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
    // Whatever the code is: an extension ends after SHUTDOWN, and not before.
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
