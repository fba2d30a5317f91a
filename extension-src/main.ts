import { systemClock as clock } from '#host/clock';
import { listen } from '#host/listener';
import { createLocalApi } from '#host/local-api';
import { hostProcess } from '#host/process';
import { loadTransport } from '#host/transport';
import { readLambdaEnvironment } from './lambda/environment';
import { next, register } from './lambda/extensions-api';
import type { InvokeEvent } from './lambda/extensions-api';
import { failedSubscription, subscribe } from './lambda/telemetry-api';
import { idle } from './lifecycle/idle';
import { handleInvocation } from './lifecycle/invocation';
import { pollEvents } from './lifecycle/lifecycle';
import { Loader } from './lifecycle/loader';
import { finish, report } from './lifecycle/shutdown';
import { signalled } from './lifecycle/signals';
import { errorText } from './log/error-text';
import { firstLine } from './log/first-line';
import { EXTENSION_NAME, logToStdout as log } from './log/log';
import { readPlan } from './settings/plan';
import { Mailbox } from './telemetry/mailbox';

/**
 * Starts in the order register → listen → subscribe → next. Modules that these steps do not need are loaded afterwards, while
 * the function initializes.
 */
async function main(): Promise<void> {
  const lambda = readLambdaEnvironment(hostProcess.env);
  const { settings, idleBecause } = await readPlan(hostProcess.env, lambda, () => import('./settings/selection-parsers.js'));
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
    const isPlain = settings.recordFormat === 'ndjson' && settings.compression === 'none';
    const createFormat = isPlain ? () => undefined : (await import('./formats/create-record-format.js')).createRecordFormat;
    const { filter, mask, sampling } = settings;
    const createSelection = filter || mask || sampling ? await (await import('./selection/create-selection.js')).prepareSelection(settings) : undefined;
    const pipeline = createPipeline({
      settings, lambda, registration, createFormat, createSelection, clock, random: Math.random,
      loadTransport: () => loader.load(() => loadTransport(settings, clock), true),
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
      writeLine: hostProcess.writeToStdout,
      deadline: last.deadlineMs,
      reason: last.shutdownReason,
    });
  }
}

let internalErrors = 0;
hostProcess.onInternalError((error) => {
  // An error that occurs with every event must not fill the log.
  if (++internalErrors <= 10) log(`continues after an internal error: ${errorText(error)}`);
});

main().then(() => hostProcess.exit(), (error) => hostProcess.fail(`cannot start: ${errorText(error)}`, log));
