import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { explainToNag, inAllPacks } from '../checks/nag-reasons';
import { logGroupOf } from '../function/function-configuration';
import { TelemetrySettings } from '../settings/telemetry-settings';
import { TelemetryType } from '../settings/telemetry-type';
import { UndeliveredEvents } from '../settings/undelivered-events';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` lists them. */
const NOT_STOPPED_WARNING = 'cdk-kinesis-telemetry-extension:cloudWatchLogsNotStopped';
const SHARED_LOGS_WARNING = 'cdk-kinesis-telemetry-extension:sharedLogsStopped';
const LOGS_NOWHERE_WARNING = 'cdk-kinesis-telemetry-extension:logsGoNowhere';

/** The actions that Lambda needs to write logs. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-permissions.html */
const ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * Denies a function's role to write to the log group of the function. It is a separate policy because it refers to the function, and
 * the function depends on the role's default policy.
 */
export class CloudWatchLogsDenial extends iam.Policy {
  private isInUse = false;

  constructor(scope: Construct, fn: lambda.Function) {
    super(scope, 'NoCloudWatchLogs', {
      statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ACTIONS, resources: logGroupArnsOf(fn) })],
    });
    fn.role?.attachInlinePolicy(this);
    explainToNag(this, {
      ids: inAllPacks('IAMNoInlinePolicy'), reason: 'It denies something to one role. A role takes few managed policies',
    });
    if (!this.isInUse) {
      Annotations.of(fn).addWarningV2(NOT_STOPPED_WARNING,
        `The role of ${fn.node.path} is imported and cannot be changed here, so CloudWatch Logs still receives the function's logs. `
        + `Deny ${ACTIONS.join(', ')} in the app that defines the role`);
    }
  }

  public override attachToRole(role: iam.IRole): void {
    this.isInUse = true;
    super.attachToRole(role);
  }
}

/** Only for validation: functions may be created late. */
export function warnOfSharedLogs(fn: lambda.Function, others: readonly string[]): void {
  if (others.length === 0) return;
  Annotations.of(fn).addWarningV2(SHARED_LOGS_WARNING,
    `stopCloudWatchLogs of ${fn.node.path} also stops the logs of ${others.join(', ')}, with the same role and the same log group. Give `
    + `${fn.node.path} a role or a log group of its own, or stop the logs of all of them`);
}

/** @throws when a setting needs the log group */
export function checkWithoutLogs(fn: lambda.Function, { undeliveredEvents, telemetryTypes }: TelemetrySettings): void {
  if (undeliveredEvents?.value === UndeliveredEvents.LOG.value) {
    throw new Error(`${fn.node.path}: stopCloudWatchLogs cannot be given together with UndeliveredEvents.LOG, which writes undelivered events to `
      + 'CloudWatch Logs. Remove one of the two');
  }
  if (telemetryTypes && !telemetryTypes.includes(TelemetryType.FUNCTION)) {
    Annotations.of(fn).addWarningV2(LOGS_NOWHERE_WARNING,
      `The logs of ${fn.node.path} are neither in CloudWatch Logs, because of stopCloudWatchLogs, nor in the stream, because of telemetryTypes `
      + `(${telemetryTypes.join(', ')}). Add TelemetryType.FUNCTION`);
  }
}

/** Returns the ARNs of the log group and of its log streams: logs:CreateLogGroup applies to the group, the other actions to its streams. */
function logGroupArnsOf(fn: lambda.Function): string[] {
  const logGroupName = logGroupOf(fn) ?? `/aws/lambda/${fn.functionName}`;
  const arn = Stack.of(fn).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [arn, `${arn}:*`];
}
