import { readLambdaEnvironment } from './lambda/environment';
import { next, register } from './lambda/extensions-api';
import { createLocalApi } from './lambda/local-api';
import { subscribe } from './lambda/telemetry-api';
import { idle } from './lifecycle/idle';
import { accompany } from './lifecycle/invocation';
import { live } from './lifecycle/lifecycle';
import { finish } from './lifecycle/shutdown';
import { signalled } from './lifecycle/signals';
import { firstLine } from './log/first-line';
import { EXTENSION_NAME, logToStdout as log, writeToStdout } from './log/log';
import { systemClock as clock } from './process/clock';
import { readPlan } from './settings/plan';
import { listen } from './telemetry/listener';
import { Mailbox } from './telemetry/mailbox';

/**
 * Starts at once: register → listen → subscribe → next. Whatever is not needed for these is loaded after them, while the
 * function initialises.
 */
async function main(): Promise<void> {
  const lambda = readLambdaEnvironment(process.env);
  const { settings, idleBecause } = readPlan(process.env, lambda.memorySizeMB);
  const api = createLocalApi(lambda.runtimeApi, settings?.localApiConnectTimeoutMs ?? 0);
  if (settings === undefined) return idle(api, idleBecause, clock, log);

  // Lambda Managed Instances refuse INVOKE: there, time alone says when to send.
  const registering = register(api, EXTENSION_NAME, lambda.isManagedInstance ? ['SHUTDOWN'] : ['INVOKE', 'SHUTDOWN']);
  const mailbox = new Mailbox(clock);
  // Lambda answers while we listen.
  await registering.sent;
  const listening = listen((received) => mailbox.post(received));
  const [registration, listener] = await Promise.all([registering.answer, listening]);
  const { identifier } = registration;
  const subscription = await subscribe(api, { identifier, port: listener.port, types: settings.types, buffering: settings.buffering });

  const prepare = async () => {
    const { createPipeline } = await import('./pipeline.js');
    const loadTransport = async () => (await import('./kinesis/transport.js')).createTransport(settings.stream, () => clock.now());
    const isPlain = settings.recordFormat === 'ndjson' && settings.compression === 'none';
    const createFormat = isPlain ? () => undefined : (await import('./formats/create-record-format.js')).createRecordFormat;
    const pipeline = createPipeline({ settings, lambda, registration, loadTransport, createFormat, clock, random: Math.random, log });
    mailbox.open((received) => pipeline.intake.take(received));
    log(firstLine(settings, registration, subscription));
    pipeline.warmUp();
    return pipeline;
  };
  let preparing: ReturnType<typeof prepare> | undefined;
  const last = await Promise.race([signalled(clock), live({
    clock, log,
    next: () => next(api, identifier),
    onReady: () => { preparing = prepare(); },
    onInvoke: async (event) => accompany(event, {
      pipeline: await preparing!, clock, flushTimeoutMs: settings.flushTimeoutMs, hasTelemetry: subscription.state === 'subscribed',
    }),
  })]);
  if (preparing) {
    await finish({
      pipeline: await preparing, clock, log,
      bufferingTimeoutMs: settings.buffering.timeoutMs,
      lastBodyAt: () => mailbox.lastPostAt,
      stopListening: () => listener.close(),
      functionName: registration.functionName,
      streamName: settings.stream.streamName,
      undeliveredEvents: settings.undeliveredEvents,
      writeLine: writeToStdout,
      deadline: last.deadlineMs,
      reason: last.shutdownReason,
    });
  }
}

let complaints = 0;
const complain = (error: unknown) => {
  // An error that comes again with every event must not fill the log.
  if (++complaints <= 10) log(`goes on after an error of its own: ${error instanceof Error ? error.stack : String(error)}`);
};
process.on('uncaughtException', complain);
process.on('unhandledRejection', complain);

main().then(() => process.exit(0), (error: Error) => {
  // Without a registration there is nothing to idle on, and Lambda waits for us: better to say so at once.
  log(`cannot start: ${error.stack}`);
  process.exit(1);
});
