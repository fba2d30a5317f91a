// The function's process: a small version of Lambda's Node.js runtime.
// It behaves like AWS's public runtime interface client (aws/aws-lambda-nodejs-runtime-interface-client).
import { patchConsole, logError } from './console.mjs';
import { createContext } from './context.mjs';
import { describeError } from './errors.mjs';
import { loadHandler } from './handler.mjs';
import { runHandler } from './invoke.mjs';
import { current, invocations } from './invocation-store.mjs';
import { next, postInitError, postInvocationError, postResponse } from './runtime-api.mjs';

const managedInstance = process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'lambda-managed-instances';
const concurrency = managedInstance ? Number(process.env.AWS_LAMBDA_MAX_CONCURRENCY ?? 1) : 1;

patchConsole();

// Lambda returns the error to the caller. Then the process ends, and the environment is reset.
async function die(title, error, exitCode) {
  logError(title, error);
  const requestId = current()?.requestId;
  try {
    await (requestId ? postInvocationError(requestId, describeError(error)) : postInitError(describeError(error)));
  } finally {
    process.exit(exitCode);
  }
}
process.on('uncaughtException', (error) => void die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  if (reason instanceof Error) error.stack = `Runtime.UnhandledPromiseRejection: ${reason.stack}`;
  void die('Unhandled Promise Rejection', error, 128);
});

async function serve(handler) {
  for (;;) {
    const invocation = await next();
    const store = { requestId: invocation.requestId };
    await invocations(store, async () => {
      process.env._X_AMZN_TRACE_ID = invocation.traceId;
      let body;
      try {
        body = await runHandler(handler, JSON.parse(invocation.body), createContext(invocation));
      } catch (error) {
        logError('Invoke Error', error);
        await postInvocationError(invocation.requestId, describeError(error));
        return;
      }
      await postResponse(invocation.requestId, body);
    }, !managedInstance);
  }
}

async function main() {
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    logError('Uncaught Exception', error);
    await postInitError(describeError(error));
    process.exit(1);
  }
  for (let i = 0; i < concurrency; i++) void serve(handler);
}

void main();
