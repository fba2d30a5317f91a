import { Launch } from './launch';
import { ErrorDescription, InitPhase, InitResult, Status } from '../model/results';
import { initReport, initRuntimeDone, initStart } from '../telemetry/platform-records';
import { Outcome } from '../waiting/race';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
export async function runInit(launch: Launch, phase: InitPhase, timeoutMs: number): Promise<InitResult> {
  const { hub, config } = launch.context;
  const startedAt = performance.now();
  hub.emit('platform.initStart', initStart(launch.context, phase));
  const outcome = await launch.race(initialize(launch, phase), startedAt + timeoutMs);
  const durationMs = performance.now() - startedAt;
  await launch.drained();
  const { status, error } = describe(outcome, timeoutMs);
  if (status !== 'success' && launch.runtimeStarted && launch.registrationOpen) {
    hub.emit('platform.initRuntimeDone', initRuntimeDone(config, phase, status, error?.errorType));
  }
  launch.registrationOpen = false;
  hub.closeSubscription();
  hub.emit('platform.initReport', initReport(config, phase, status, durationMs, error?.errorType));
  return { status, phase, durationMs, error };
}

/** All extensions register, the runtime starts and calls next, which closes the registration, and all extensions call next. */
async function initialize(launch: Launch, phase: InitPhase): Promise<void> {
  await launch.startExtensions();
  await Promise.all(launch.extensions.map(async ({ registered }) => registered.promise));
  await launch.startRuntime();
  await launch.whenRuntimeIdle();
  if (launch.stopping) return;
  launch.registrationOpen = false;
  launch.context.hub.emit('platform.initRuntimeDone', initRuntimeDone(launch.context.config, phase, 'success'));
  await Promise.all(launch.extensions.map(async ({ firstNext }) => firstNext.promise));
}

function describe(outcome: Outcome, timeoutMs: number): { status: Status; error?: ErrorDescription } {
  switch (outcome.kind) {
    case 'done': return { status: 'success' };
    case 'failed': {
      const { status, ...error } = outcome.failure;
      return { status, error };
    }
    case 'timeout': return {
      status: 'timeout',
      error: { errorType: 'Sandbox.Timedout', errorMessage: `Initialization timed out after ${(timeoutMs / 1000).toFixed(2)} seconds` },
    };
  }
}
