import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { AlarmOverride } from './alarm-override';
import { TelemetryAlarmsProps } from './alarms-props';
import { lostEvents, streamMetric, throttledPercentage } from './metrics';
import { MOST_FUNCTIONS, StoppedAlarm } from './stopped-alarm';
import { checkInteger } from '../../checks/ranges';
import { injectedProps } from '../../resources/injected-props';
import { StreamContents } from '../../stream/stream-contents';
import { TelemetryArchive } from '../archive/archive';
import { TelemetryConsumer } from '../consumer/consumer';

const ID = 'Alarms';
/** The id of a construct that each LambdaAction creates in its function. A second one with the same id is an error of CDK, which does not say what to do. */
const PERMISSION_OF_LAMBDA_ACTION = "'AlarmPermission'";
const PERIOD = Duration.minutes(5);
const MAX_EVALUATION_PERIODS = 10_000;
const THROTTLED_PERCENTAGE = 10;
/** When the alarm goes off, three quarters of the retention are left to fix the reader. */
const TOLERATED_PART_OF_RETENTION = 1 / 4;
/** Functions that are invoked less often are not watched by default. Telemetry of an invocation may wait for the next one. */
const STOPPED_PERIOD = Duration.minutes(15);
const STALE_ARCHIVE = Duration.hours(1);

/** The props that override the defaults of an alarm. */
type Kind = Exclude<keyof TelemetryAlarmsProps, 'alarmActions' | 'okActions'>;

/** Three periods, so that a deployment or a short load peak causes no alarm. One period if events are already lost. */
const EVALUATION_PERIODS: Readonly<Record<Kind, number>> = {
  lostEvents: 1,
  throttledRecords: 3,
  iteratorAge: 3,
  failedBatches: 1,
  archiveFreshness: 3,
  telemetryStopped: 2,
};

/** The defaults of an alarm. */
interface AlarmDefaults {
  readonly scope: Construct;
  readonly id: string;
  readonly metric: (period: Duration) => cloudwatch.IMetric;
  readonly threshold: number;
  readonly description: string;
  /** The override that applies to the alarm. */
  readonly kind: Kind;
}

/** The stream that `addAlarms` monitors. */
interface Watched {
  readonly stream: kinesis.IStream;
  readonly contents: StreamContents;
}

/**
 * The alarms of a stream of telemetry and of all its readers, including readers that are added later.
 *
 * The alarms of a consumer are children of the consumer, in the stack of its function.
 */
export class TelemetryAlarms extends Construct {
  /** The id of this class for property injection. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-kinesis-telemetry-extension.TelemetryAlarms';

  /** @internal */
  public static _for(scope: Construct, watched: Watched, given: TelemetryAlarmsProps): TelemetryAlarms {
    const props = injectedProps(TelemetryAlarms.PROPERTY_INJECTION_ID, given, { scope, id: ID });
    try {
      checkOverrides(props);
    } catch (cause) {
      throw new Error(`${scope.node.path}, addAlarms: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    try {
      return new TelemetryAlarms(scope, watched, props);
    } catch (cause) {
      if (!String(cause).includes(PERMISSION_OF_LAMBDA_ACTION)) throw cause;
      throw new Error(`${scope.node.path}, addAlarms: a LambdaAction needs useUniquePermissionId: true, because several alarms invoke its function`, { cause });
    }
  }

  private readonly all: cloudwatch.IAlarm[] = [];
  private readonly stopped?: StoppedAlarm;
  private readonly retention: Duration;

  private constructor(scope: Construct, { stream, contents }: Watched, private readonly props: TelemetryAlarmsProps) {
    super(scope, ID);
    this.retention = contents.retention;
    this.add({
      scope: this,
      id: 'LostEvents',
      metric: (period) => lostEvents(stream, period),
      threshold: 1,
      description: `Telemetry is lost: events for the stream ${stream.node.path} were dropped, or could not be delivered before their environment ended`,
      kind: 'lostEvents',
    });
    this.add({
      scope: this,
      id: 'ThrottledRecords',
      metric: (period) => throttledPercentage(stream, period),
      threshold: THROTTLED_PERCENTAGE,
      description: `Telemetry is about to be lost: the stream ${stream.node.path} refuses records, as they are more than it takes`,
      kind: 'throttledRecords',
    });
    this.add({
      scope: this,
      id: 'IteratorAge',
      metric: (period) => streamMetric(stream, 'GetRecords.IteratorAgeMilliseconds', { period }),
      threshold: this.toleratedAge,
      description: `Telemetry is about to be lost: a reader of the stream ${stream.node.path} is so far behind that records will expire unread`,
      kind: 'iteratorAge',
    });
    this.stopped = this.addStopped(stream);
  }

  /** All alarms that exist so far. The alarms of the stream come first. */
  public get alarms(): cloudwatch.IAlarm[] {
    return this.stopped?.isNeeded ? [this.stopped.alarm, ...this.all] : [...this.all];
  }

  /**
   * The alarms in the stack of this construct.
   * @internal
   */
  public get _here(): cloudwatch.IAlarm[] {
    return this.alarms.filter((alarm) => Stack.of(alarm) === Stack.of(this));
  }

  /** @internal */
  public _watchConsumer(consumer: TelemetryConsumer): void {
    const { path } = consumer.fn.node;
    if (consumer.onFailureQueue) {
      this.add({
        scope: consumer,
        id: 'FailedBatchesAlarm',
        metric: (period) => consumer.metricFailedBatches({ period }),
        threshold: 1,
        description: `Telemetry is about to be lost: ${path} failed so often that Lambda gave batches up. They are in the stream until they expire`,
        kind: 'failedBatches',
      });
    }
    if (consumer.streamConsumer) {
      this.add({
        scope: consumer,
        id: 'IteratorAgeAlarm',
        metric: (period) => consumer.metricIteratorAge({ period }),
        threshold: this.toleratedAge,
        description: `Telemetry is about to be lost: ${path} is so far behind that records will expire unread`,
        kind: 'iteratorAge',
      });
    }
  }

  /** @internal */
  public _watchArchive(archive: TelemetryArchive): void {
    this.add({
      scope: archive,
      id: 'FreshnessAlarm',
      metric: (period) => archive.metricFreshness({ period }),
      threshold: STALE_ARCHIVE.toSeconds(),
      description: `Telemetry is about to be lost: Firehose does not get it into the bucket of ${archive.node.path}`,
      kind: 'archiveFreshness',
    });
  }

  private get toleratedAge(): number {
    return this.retention.toMilliseconds() * TOLERATED_PART_OF_RETENTION;
  }

  private addStopped(stream: kinesis.IStream): StoppedAlarm | undefined {
    const { enabled = true, period = STOPPED_PERIOD, functions, ...override } = this.props.telemetryStopped ?? {};
    if (!enabled) return undefined;
    const evaluationPeriods = override.evaluationPeriods ?? EVALUATION_PERIODS.telemetryStopped;
    const stopped = new StoppedAlarm(this, 'TelemetryStopped', {
      stream, period, functions, evaluationPeriods,
      threshold: 1,
      datapointsToAlarm: override.datapointsToAlarm ?? evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `Telemetry is lost: functions are invoked, but the stream ${stream.node.path} receives nothing`,
    });
    const { alarmActions, okActions } = this.props;
    const bound = (actions: cloudwatch.IAlarmAction[] | undefined) => actions?.map((action) => action.bind(stopped, stopped.alarm).alarmActionArn);
    stopped.alarmActions = bound(alarmActions);
    stopped.okActions = bound(okActions);
    return stopped;
  }

  private add({ scope, id, metric, kind, ...defaults }: AlarmDefaults): void {
    const override = this.props[kind] ?? {};
    if (override.enabled === false) return;
    const evaluationPeriods = override.evaluationPeriods ?? EVALUATION_PERIODS[kind];
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric: metric(override.period ?? PERIOD),
      threshold: override.threshold ?? defaults.threshold,
      evaluationPeriods,
      datapointsToAlarm: override.datapointsToAlarm ?? evaluationPeriods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Data is missing when no environment ended, nothing was written or there is no reader. None of this loses events.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: defaults.description,
    });
    for (const action of this.props.alarmActions ?? []) alarm.addAlarmAction(action);
    for (const action of this.props.okActions ?? []) alarm.addOkAction(action);
    this.all.push(alarm);
  }
}

function checkFunctions(count: number | undefined): void {
  if (count === undefined || (count > 0 && count <= MOST_FUNCTIONS)) return;
  throw new Error(`telemetryStopped.functions must be 1 to ${MOST_FUNCTIONS} functions, because an alarm takes ten metrics, got ${count}. `
    + 'Choose functions that are invoked regularly, or disable the alarm (enabled: false)');
}

function checkOverrides(props: TelemetryAlarmsProps): void {
  for (const kind of Object.keys(EVALUATION_PERIODS) as Kind[]) {
    const override = props[kind];
    if (override) checkOverride(kind, override);
  }
  checkFunctions(props.telemetryStopped?.functions?.length);
  const { threshold } = props.telemetryStopped ?? {};
  if (threshold === undefined) return;
  throw new Error(`telemetryStopped.threshold cannot be given: the alarm compares invocations with the stream, and has no threshold, got ${threshold}. Remove it`);
}

function checkOverride(kind: Kind, override: AlarmOverride): void {
  const { period, evaluationPeriods = EVALUATION_PERIODS[kind], datapointsToAlarm } = override;
  checkInteger(`${kind}.evaluationPeriods`, evaluationPeriods, 1, MAX_EVALUATION_PERIODS);
  checkInteger(`${kind}.datapointsToAlarm`, datapointsToAlarm, 1, MAX_EVALUATION_PERIODS);
  if (period?.isUnresolved()) throw new Error(`${kind}.period must be known at synth time, got a token: CDK checks the period of a metric`);
  if (period && (period.toSeconds({ integral: false }) % 60 !== 0 || period.toSeconds() < 60)) {
    throw new Error(`${kind}.period must be in whole minutes, at least 1 minute, got ${period.toHumanString()}`);
  }
  if (datapointsToAlarm === undefined || [datapointsToAlarm, evaluationPeriods].some((count) => Token.isUnresolved(count))) return;
  if (datapointsToAlarm > evaluationPeriods) {
    throw new Error(`${kind}.datapointsToAlarm must be at most evaluationPeriods (${evaluationPeriods}), got ${datapointsToAlarm}`);
  }
}
