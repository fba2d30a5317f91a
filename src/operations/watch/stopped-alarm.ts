import { ArnFormat, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ownFunctionOf } from '../../function/find-function';
import { unresolvedVariablesOf } from '../../function/function-configuration';
import { STREAM_ARN } from '../../settings/settings';

/** A function whose invocations count. */
type WatchedFunction = Pick<lambda.IFunction, 'functionName'>;

/** An alarm takes ten metrics, and one of them is that of the stream. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html */
export const MOST_FUNCTIONS = 9;

export interface StoppedAlarmProps extends Omit<cloudwatch.CfnAlarmProps, 'period'> {
  readonly stream: kinesis.IStream;
  readonly period: Duration;
  /** The functions of this stack that are attached when the app is synthesized, if none are given. */
  readonly functions?: lambda.IFunction[];
}

/**
 * The alarm for a stream that receives nothing although functions are invoked.
 *
 * It is not in the template if there are no functions. It covers functions of its own stack: the stacks of other functions depend on this one.
 */
export class StoppedAlarm extends cloudwatch.CfnAlarm {
  /** The alarm for actions and widgets. */
  public readonly alarm: cloudwatch.IAlarm;

  private readonly watched: () => WatchedFunction[];

  constructor(scope: Construct, id: string, { stream, period, functions, ...props }: StoppedAlarmProps) {
    super(scope, id, { ...props, metrics: Lazy.any({ produce: () => metricsOf(this.watched(), stream, period) }) });
    this.watched = () => functions ?? attachedIn(Stack.of(this), stream).slice(0, MOST_FUNCTIONS);
    // Actions create permissions for the alarm, which must not refer to a resource that is not in the template.
    this.alarm = cloudwatch.Alarm.fromAlarmArn(scope, `${id}Arn`, Lazy.string({ produce: () => this.isNeeded ? this.attrArn : this.noAlarm() }));
  }

  /** Whether there are functions to watch. */
  public get isNeeded(): boolean {
    return this.watched().length > 0;
  }

  private noAlarm(): string {
    return Stack.of(this).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: this.node.addr, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }

  protected override shouldSynthesize(): boolean {
    return this.isNeeded;
  }
}

function metricsOf(functions: WatchedFunction[], stream: kinesis.IStream, period: Duration): cloudwatch.CfnAlarm.MetricDataQueryProperty[] {
  const statistic = (
    id: string, namespace: string, metricName: string, name: string, value: string,
  ): cloudwatch.CfnAlarm.MetricDataQueryProperty => ({
    id, returnData: false,
    metricStat: { metric: { namespace, metricName, dimensions: [{ name, value }] }, period: period.toSeconds(), stat: cloudwatch.Stats.SUM },
  });
  const invocations = functions.map((_, index) => `FILL(invocations${index}, 0)`).join(' + ');
  return [
    { id: 'stopped', expression: `IF((${invocations}) > 0 AND FILL(records, 0) == 0, 1, 0)`, label: 'invocations without telemetry' },
    statistic('records', 'AWS/Kinesis', 'IncomingRecords', 'StreamName', stream.streamName),
    ...functions.map(({ functionName }, index) => statistic(`invocations${index}`, 'AWS/Lambda', 'Invocations', 'FunctionName', functionName)),
  ];
}

function attachedIn(stack: Stack, stream: kinesis.IStream): WatchedFunction[] {
  const inStack = (value: unknown) => JSON.stringify(stack.resolve(value));
  const streamArn = inStack(stream.streamArn);
  return stack.node.findAll().filter((construct) => Stack.of(construct) === stack).flatMap((construct) => {
    const fn = ownFunctionOf(construct);
    // With a condition, a function may not be in the stack, and nothing may refer to it.
    if (fn?.resource.cfnOptions.condition) return [];
    // A singleton only stands for a function that is in the stack, too.
    const isAttached = fn?.construct === construct && inStack(unresolvedVariablesOf(fn.resource)?.[STREAM_ARN.variable]) === streamArn;
    return isAttached ? [fn] : [];
  });
}
