import { Launch } from './launch';
import { ResolvedOptions } from '../model/environment-options';
import { ShutdownReason, ShutdownResult } from '../model/results';
import { Extension } from '../processes/extension';

/** The share of the shutdown phase that the runtime may use, as in AWS's emulator. */
const RUNTIME_SHARE = 0.3;

/**
 * Runs the shutdown phase. Extensions that registered for SHUTDOWN get it, the others get SIGKILL. At the deadline the remaining
 * processes get SIGKILL. Extensions never get SIGTERM. The runtime gets it if the reason is `spindown`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
export async function runShutdown(launch: Launch, reason: ShutdownReason, options: ResolvedOptions): Promise<ShutdownResult> {
  const { shutdownMs, graceMs, clockAheadMs } = options;
  const startedAt = performance.now();
  const deadlineMs = Date.now() + shutdownMs + clockAheadMs();
  launch.stopping = true;
  const alive = launch.extensions.filter((extension) => extension.alive);
  if (reason === 'spindown' && alive.length > 0) await launch.terminateRuntime(shutdownMs * RUNTIME_SHARE);
  else await launch.killRuntime();

  for (const extension of alive) {
    if (extension.events.includes('SHUTDOWN')) extension.send({ eventType: 'SHUTDOWN', deadlineMs, shutdownReason: reason });
    else extension.process?.kill();
  }
  const deadline = launch.context.timeouts.after(shutdownMs + graceMs - (performance.now() - startedAt));
  const ended = Promise.all(alive.map(async (extension) => extension.process?.exited));
  await Promise.race([ended, deadline.promise]);
  deadline.cancel();
  const killed = new Set(alive.filter((extension) => extension.alive || !extension.events.includes('SHUTDOWN')));
  launch.killAll();
  await ended;
  return { reason, durationMs: performance.now() - startedAt, extensions: alive.map((extension) => describe(extension, killed.has(extension))) };
}

function describe({ name, exitCode, signal }: Extension, killed: boolean): ShutdownResult['extensions'][number] {
  return { name, ended: killed ? 'killed' : 'exited', exitCode, signal };
}
