import { readLambdaEnvironment } from './lambda/environment';
import { next, register } from './lambda/extensions-api';
import type { InvokeEvent } from './lambda/extensions-api';
import { createLocalApi } from './lambda/local-api';
import { failedSubscription, subscribe } from './lambda/telemetry-api';
import { idle } from './lifecycle/idle';
import { handleInvocation } from './lifecycle/invocation';
import { pollEvents } from './lifecycle/lifecycle';
import { Loader } from './lifecycle/loader';
import { finish, report } from './lifecycle/shutdown';
import { signalled } from './lifecycle/signals';
import { firstLine } from './log/first-line';
import { EXTENSION_NAME, logToStdout as log, writeToStdout } from './log/log';
import { answering } from './process/answering';
import { systemClock as clock } from './process/clock';
import { readPlan } from './settings/plan';
import { listen } from './telemetry/listener';
import { Mailbox } from './telemetry/mailbox';

/**
 * Starts in the order register → listen → subscribe → next. Modules that these steps do not need are loaded afterwards, while
 * the function initializes.
 */
async function main(): Promise<void> {
  const lambda = readLambdaEnvironment(process.env);
  const { settings, idleBecause } = readPlan(process.env, lambda);
  const api = createLocalApi(lambda.runtimeApi, settings?.localApiConnectTimeoutMs ?? 0);
  if (settings === undefined) return idle(api, idleBecause, clock, log);

  // Lambda Managed Instances reject INVOKE. There the extension sends by time alone.
  const registering = register(api, EXTENSION_NAME, lambda.isManagedInstance ? ['SHUTDOWN'] : ['INVOKE', 'SHUTDOWN']);
  const mailbox = new Mailbox(clock);
  // The listener starts while Lambda handles the registration.
  await registering.sent;
  const listening = listen((received) => mailbox.post(received)).catch(failedSubscription);
  const [registration, listener] = await Promise.all([registering.answer, listening]);
  const { identifier } = registration;
  const { types, buffering } = settings;
  const subscription = 'state' in listener ? listener : await subscribe(api, { identifier, port: listener.port, types, buffering });
  if ('state' in listener || subscription.state !== 'subscribed') {
    // No telemetry will come, so there is nothing to load and nothing to finish.
    if ('port' in listener) listener.close();
    return Promise.race([signalled(clock).then(() => undefined), idle(api, firstLine(settings, registration, subscription), clock, log, identifier)]);
  }

  const loader = new Loader({
    log,
    stop: () => {
      listener.close();
      return mailbox.close();
    },
  });
  const prepare = () => loader.load(async () => {
    const { createPipeline } = await import('./pipeline.js');
    const loadTransport = () => loader.load(async () => {
      // One at a time, because Lambda waits for an answer while a file is loaded.
      await answering();
      await import('node:tls');
      await answering();
      await import('./kinesis/aliases/undici.js');
      await answering();
      const { createTransport } = await import('./kinesis/transport.js');
      await answering();
      const transport = createTransport(settings.stream, () => clock.now());
      // What fails here fails in the first call too.
      transport.warmUp().catch(() => undefined);
      return transport;
    }, true);
    const isPlain = settings.recordFormat === 'ndjson' && settings.compression === 'none';
    const createFormat = isPlain ? () => undefined : (await import('./formats/create-record-format.js')).createRecordFormat;
    const pipeline = createPipeline({
      settings, lambda, registration, loadTransport, createFormat, clock, random: Math.random,
      // After a failure of the loader, its line says all.
      log: (message) => { if (!loader.hasFailed) log(message); },
    });
    mailbox.open((received) => pipeline.intake.take(received));
    log(firstLine(settings, registration, subscription));
    pipeline.warmUp();
    return pipeline;
  }, false).catch(() => undefined);
  let preparing: ReturnType<typeof prepare> | undefined;
  const handle = async (event: InvokeEvent) => {
    const pipeline = await preparing;
    if (!pipeline || loader.hasFailed) return;
    await handleInvocation(event, { pipeline, clock, flushTimeoutMs: settings.flushTimeoutMs, hasTelemetry: true });
  };
  const last = await Promise.race([signalled(clock), pollEvents({
    clock, log,
    next: () => next(api, identifier),
    onReady: () => { preparing = prepare(); },
    onInvoke: (event) => loader.whileLoaded(handle(event)),
  })]);
  const pipeline = await preparing;
  if (pipeline) {
    await (loader.hasFailed ? report : finish)({
      pipeline, clock, log,
      bufferingTimeoutMs: settings.buffering.timeoutMs,
      lastBodyAt: () => mailbox.lastPostAt,
      randomKey: () => Math.random().toString(36).slice(2),
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

let internalErrors = 0;
const onInternalError = (error: unknown) => {
  // An error that occurs with every event must not fill the log.
  if (++internalErrors <= 10) log(`continues after an internal error: ${error instanceof Error ? error.stack : String(error)}`);
};
process.on('uncaughtException', onInternalError);
process.on('unhandledRejection', onInternalError);

main().then(() => process.exit(0), (error: Error) => {
  // Without a registration the extension cannot idle, and Lambda waits for it, so it fails at once.
  log(`cannot start: ${error.stack}`);
  process.exit(1);
});
