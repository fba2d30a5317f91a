import { Invocation, InvokePhase } from './invocation';
import { Launch } from './launch';
import { PendingInvocation } from './pending-invocation';
import { ErrorDescription, Status } from '../model/results';
import { runtimeDone, span } from '../telemetry/platform-records';
import { Outcome } from '../waiting/race';

/**
 * Runs an invocation: sends INVOKE to the extensions and the event to the runtime, waits for the runtime's response and its call of
 * next, emits `platform.runtimeDone`, and waits until every extension called next.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke
 */
export async function runInvocation(launch: Launch, invocation: Invocation, logPlatform: (text: string) => void): Promise<InvokePhase> {
  const { requestId, startedAt, deadline } = invocation;
  const pending = sendEvents(launch, invocation);
  const ran = await launch.race(launch.whenRuntimeIdle(), deadline);
  const runtimeDoneAt = performance.now();
  let end = ran;
  if (ran.kind !== 'done') await abort(launch, invocation, ran, logPlatform);
  emitRuntimeDone(launch, invocation, pending, ran, runtimeDoneAt);
  if (ran.kind === 'done') {
    const idle = Promise.all(invoked(launch).map(async (extension) => extension.whenIdle()));
    end = await launch.race(idle, deadline + launch.context.options.graceMs);
    if (end.kind !== 'done') await abort(launch, invocation, end, logPlatform);
  }
  const endedAt = performance.now();
  // Lines that an extension logged before it called next belong to this invocation.
  await launch.drained();
  launch.invocations.delete(requestId);
  const { status, error } = conclude(end, pending, invocation);
  return {
    status,
    error,
    response: pending.response,
    durationMs: endedAt - startedAt,
    holdMs: endedAt - runtimeDoneAt,
    spans: [span('extensionOverhead', new Date(invocation.startTime.getTime() + runtimeDoneAt - startedAt), endedAt - runtimeDoneAt)],
    reset: end.kind === 'timeout' ? 'timeout' : end.kind === 'failed' ? 'failure' : undefined,
  };
}

function invoked(launch: Launch): Launch['extensions'] {
  return launch.extensions.filter(({ events }) => events.includes('INVOKE'));
}

function sendEvents(launch: Launch, { requestId, deadlineMs, tracing, payload }: Invocation): PendingInvocation {
  const { functionArn } = launch.context.config;
  for (const extension of invoked(launch)) {
    const { type, value } = tracing;
    extension.send({ eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn: functionArn, tracing: { type, value } });
  }
  return launch.sendToRuntime({ requestId, deadlineMs, functionArn, traceId: tracing.value, payload });
}

/** Kills the runtime, reads its output, and logs the reason. */
async function abort(launch: Launch, invocation: Invocation, outcome: Outcome, logPlatform: (text: string) => void): Promise<void> {
  await launch.killRuntime();
  if (outcome.kind === 'timeout') {
    logPlatform(`${new Date().toISOString()} ${invocation.requestId} ${timeoutMessage(launch)}\n`);
  } else if (outcome.kind === 'failed') {
    const { errorType, errorMessage } = outcome.failure;
    logPlatform(`RequestId: ${invocation.requestId} Error: ${errorMessage}\n${errorType}\n`);
  }
}

function timeoutMessage(launch: Launch): string {
  return `Task timed out after ${(launch.context.config.timeoutMs / 1000).toFixed(2)} seconds`;
}

function emitRuntimeDone(launch: Launch, invocation: Invocation, pending: PendingInvocation, outcome: Outcome, doneAt: number): void {
  const { requestId, startedAt, startTime, tracing } = invocation;
  const { status, error } = conclude(outcome, pending, invocation);
  const answeredAt = pending.answeredAt;
  const at = (moment: number): Date => new Date(startTime.getTime() + moment - startedAt);
  launch.context.hub.emit('platform.runtimeDone', runtimeDone({
    requestId,
    status,
    errorType: error?.errorType,
    tracing,
    spans: answeredAt === 0 ? [] : [
      span('responseLatency', startTime, answeredAt - startedAt),
      span('responseDuration', at(answeredAt), 0),
      span('runtimeOverhead', at(answeredAt), doneAt - answeredAt),
    ],
    durationMs: doneAt - startedAt,
    producedBytes: pending.responseBytes,
  }), { requestId });
}

function conclude(outcome: Outcome, pending: PendingInvocation, invocation: Invocation): { status: Status; error?: ErrorDescription } {
  const { requestId, deadline, startedAt } = invocation;
  switch (outcome.kind) {
    case 'done':
      return pending.error ? { status: 'error', error: pending.error } : { status: 'success' };
    case 'failed': {
      // If the runtime reported an uncaught error before it ended, Lambda returns that error.
      const { status, errorType, errorMessage } = outcome.failure;
      return { status, error: pending.error ?? { errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` } };
    }
    case 'timeout': {
      const seconds = ((deadline - startedAt) / 1000).toFixed(2);
      return { status: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds` } };
    }
  }
}
