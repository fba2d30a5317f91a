import { CallTimes } from './delivery/call-times';
import { CircuitBreaker } from './delivery/circuit-breaker';
import { Delivery } from './delivery/delivery';
import { DropLedger } from './delivery/drop-ledger';
import { encodingTransport } from './delivery/encoding-transport';
import type { FlushStrategy } from './delivery/flush-strategy';
import { createFlushStrategy } from './delivery/flush-strategy';
import { FreezeForecast } from './delivery/freeze-forecast';
import { Packer } from './delivery/packer';
import { ndjson } from './delivery/record-format';
import type { RecordFormat } from './delivery/record-format';
import { RecordQueue } from './delivery/record-queue';
import { Sender } from './delivery/sender';
import type { Totals } from './delivery/totals';
import { zeroTotals } from './delivery/totals';
import type { Transport } from './delivery/transport';
import type { FormatOptions } from './formats/create-record-format';
import type { LambdaEnvironment } from './lambda/environment';
import type { Registration } from './lambda/extensions-api';
import { errorText } from './log/error-text';
import type { Log } from './log/log';
import type { Clock } from './process/clock';
import { newEnvironmentId } from './process/environment-id';
import type { CreateSelection } from './selection/create-selection';
import type { Selection } from './selection/selection';
import type { Settings } from './settings/settings';
import { Intake } from './telemetry/intake';
import type { IntakeOptions } from './telemetry/intake';
import { InvocationTracker } from './telemetry/invocation-tracker';

export interface PipelineOptions {
  readonly settings: Settings;
  readonly lambda: LambdaEnvironment;
  readonly registration: Registration;
  readonly loadTransport: () => Promise<Transport>;
  /** @returns undefined if records hold the envelopes unchanged */
  readonly createFormat: (options: FormatOptions) => RecordFormat | undefined;
  /** Creates what filters, masks and samples. Undefined if the settings ask for nothing of this. */
  readonly createSelection?: CreateSelection;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** From a Telemetry API body to Kinesis's acknowledgement: intake → selection, if there is one → packer → queue → sender. */
export interface Pipeline {
  readonly intake: Intake;
  readonly tracker: InvocationTracker;
  readonly selection?: Selection;
  readonly delivery: Delivery;
  readonly breaker: CircuitBreaker;
  readonly callTimes: CallTimes;
  readonly forecast: FreezeForecast;
  readonly sender: Sender;
  readonly ledger: DropLedger;
  readonly queue: RecordQueue;
  readonly totals: Totals;
  readonly strategy: FlushStrategy;
  /** Whether to send a summary at the end. False in the CloudWatch Logs format, which carries only logs. */
  readonly summarizes: boolean;
  /** Loads the transport before it is needed. */
  warmUp(): void;
}

/** An invocation is held if an event has waited for this many dispatch intervals. */
const MAX_AGE_INTERVALS = 2;

const MAX_LOGGED_ERRORS = 10;

/** Connects the pipeline's stages. No stage knows the stage before it. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { settings, lambda, registration, loadTransport, createFormat, createSelection, clock, random, log } = options;
  const { stream } = settings;
  const totals = zeroTotals();
  const breaker = new CircuitBreaker(() => clock.now());
  const callTimes = new CallTimes();
  const forecast: FreezeForecast = new FreezeForecast(() => clock.now(), () => tracker.isDone);
  const strategy = createFlushStrategy(settings.flushStrategy, MAX_AGE_INTERVALS * settings.dispatchIntervalMs);
  const ledger = new DropLedger();
  const queue = new RecordQueue();
  const tracker = new InvocationTracker(!lambda.isManagedInstance, (durationMs) => forecast.took(durationMs));
  const format = createFormat({
    format: settings.recordFormat, compression: settings.compression, recordBytes: settings.recordBytes, log,
    logSource: {
      owner: registration.accountId ?? '',
      logGroup: settings.logGroup ?? `/aws/lambda/${registration.functionName}`,
      logStream: () => tracker.instanceId,
    },
  });
  let errors = 0;
  const onError = (error: Error) => {
    // An error that occurs with every event must not fill the log.
    if (++errors <= MAX_LOGGED_ERRORS) log(`continues after an internal error: ${errorText(error)}`);
  };
  const packer = new Packer({
    origin: {
      // A function and its stream are always in the same partition.
      source: `arn:${stream.partition}:lambda:${lambda.region}:${registration.accountId ?? ''}:function:${registration.functionName}`,
      version: registration.functionVersion,
      environment: newEnvironmentId(),
      attributes: Object.keys(settings.attributes).length > 0 ? settings.attributes : undefined,
    },
    partitionKey: settings.partitionKey,
    shape: format ?? ndjson(settings.recordBytes),
    oversized: settings.oversizedEvents,
    now: () => clock.now(),
    onRecord: (record) => queue.push(record),
    onTooLarge: (range) => ledger.add(range),
    onFailed: (range, error, reports) => {
      ledger.add(range);
      if (reports) delivery.restore(reports);
      onError(error);
    },
  });
  let loading: Promise<Transport> | undefined;
  let loggedUnencodable = false;
  const onUnencodable = (reason: string) => {
    if (!loggedUnencodable) log(`could not encode a record and sent it as plain NDJSON: ${reason}; later cases are not logged`);
    loggedUnencodable = true;
  };
  const encodes = (plain: Transport) => format ? encodingTransport(plain, format, onUnencodable) : plain;
  const transport = () => loading ??= loadTransport().then(encodes).catch((error: unknown) => {
    // The next call retries: memory or file descriptors may be available again.
    loading = undefined;
    throw error;
  });
  // Where invocations are never held, or their end is not known, a call may have to outlast a freeze.
  const mayCall = () => !strategy.mayHold || !tracker.tellsRuntimeDone || forecast.remainingMs >= callTimes.typicalMs;
  const sender: Sender = new Sender({
    queue, breaker, callTimes, clock, random, totals, transport, mayCall,
    onAcknowledged: (records) => delivery.acknowledged(records),
    onBreakerOpened: ({ message }) => log(
      `cannot deliver to ${stream.arn}: ${message}; until a retry succeeds, up to ${settings.bufferMaxBytes} bytes of telemetry `
      + 'are buffered and invocations do not wait'),
    onRest: () => delivery.dispatchLater(),
    onInvalid: (records) => delivery.rejected(records),
    onBreakerClosed: () => log(`delivering to ${stream.arn} again`),
  });
  const selection = createSelection?.({
    totals, clock, log, onError,
    tellsEnd: !lambda.isManagedInstance,
    next: {
      add: (body, start, end, requestId, isOwnLog) => delivery.add(body, start, end, requestId, isOwnLog),
      addRun: (body, positions, first, count, requestId) => delivery.addRun(body, positions, first, count, requestId),
    },
    onGrown: () => delivery.makeRoom(),
    onMuchOmitted: () => delivery.dispatchLater(),
  });
  const delivery: Delivery = new Delivery({
    packer, queue, sender, breaker, ledger, omissions: selection, clock, totals, mayCall,
    bufferMaxBytes: settings.bufferMaxBytes,
    dispatchThreshold: settings.dispatchThreshold,
    dispatchIntervalMs: settings.dispatchIntervalMs,
    lingerMs: settings.lingerMs,
  });
  let loggedMalformed = false;
  const intake = new Intake({
    types: settings.types,
    isSnapStart: lambda.isSnapStart,
    tracker,
    totals,
    ...selection ? through(selection) : straightTo(delivery),
    onError,
    onRestore: () => {
      // This process is now one of many copies and needs its own id, connections and credentials.
      delivery.renew(newEnvironmentId());
      if (loading) void loading.then((loaded) => { loaded.reset(); loaded.renewCredentials(); }, () => undefined);
    },
    onMalformed: (reason) => {
      // Logged once, because the log line can itself become telemetry.
      if (!loggedMalformed) log(`skipped data that is not telemetry (${reason}); later cases are not logged`);
      loggedMalformed = true;
    },
  });
  return {
    intake, tracker, selection, delivery, breaker, callTimes, forecast, sender, ledger, queue, totals, strategy,
    summarizes: settings.recordFormat !== 'cloudwatch-logs',
    warmUp: () => void transport().catch(() => undefined),
  };
}

type Outlets = Pick<IntakeOptions, 'onEvent' | 'onLines' | 'onPlatformEvent'>;

function straightTo(delivery: Delivery): Outlets {
  return {
    onEvent: (body, start, end, requestId, isOwnLog) => delivery.add(body, start, end, requestId, isOwnLog),
    onLines: (body, positions, first, count, requestId) => delivery.addRun(body, positions, first, count, requestId),
  };
}

function through(selection: Selection): Outlets {
  return {
    onEvent: (body, start, end, requestId, isOwnLog, type, members) => selection.add(type, body, start, end, members, requestId, isOwnLog),
    onLines: (body, positions, first, count, requestId) => selection.addRun(body, positions, first, count, requestId),
    onPlatformEvent: (type, requestId, record) => selection.observe(type, requestId, record),
  };
}
