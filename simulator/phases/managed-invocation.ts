import { Invocation, InvokePhase } from './invocation';
import { Launch } from './launch';

/**
 * Runs an invocation on Lambda Managed Instances. Invocations run concurrently, extensions get no INVOKE, and there is no
 * `platform.runtimeDone`. A timeout ends one invocation; the process and the other invocations continue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
 */
export async function runManagedInvocation(launch: Launch, invocation: Invocation): Promise<InvokePhase> {
  const { requestId, deadlineMs, tracing, payload, startedAt } = invocation;
  const { functionArn, timeoutMs } = launch.context.config;
  const pending = launch.sendToRuntime({ requestId, deadlineMs, functionArn, traceId: tracing.value, payload });
  const outcome = await launch.race(pending.answered.promise, invocation.deadline);
  launch.invocations.delete(requestId);
  const base = { durationMs: performance.now() - startedAt, holdMs: 0, spans: [] };
  switch (outcome.kind) {
    case 'done':
      return { ...base, status: pending.error ? 'error' : 'success', error: pending.error, response: pending.response };
    case 'failed': {
      const { status, errorType, errorMessage } = outcome.failure;
      return { ...base, status, error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` }, reset: 'failure' };
    }
    case 'timeout': {
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
      return { ...base, status: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage } };
    }
  }
}
