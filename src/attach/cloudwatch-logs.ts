import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { logGroupOf } from '../function/function-configuration';
import { TelemetrySettings } from '../settings/telemetry-settings';
import { TelemetryType } from '../settings/telemetry-type';
import { UndeliveredEvents } from '../settings/undelivered-events';

/** Warnings are public: an app acknowledges them by these ids, and the documentation of `attachTo` lists them. */
const NOT_STOPPED_WARNING = 'cdk-kinesis-telemetry-extension:cloudWatchLogsNotStopped';
const LOGS_NOWHERE_WARNING = 'cdk-kinesis-telemetry-extension:logsGoNowhere';

/** What Lambda does with a role to write logs. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-permissions.html */
const ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * Denies a function's role to write to the log group of the function. It is a policy of its own, which names the function:
 * a statement in the role's default policy, on which the function depends, would be a cycle.
 */
export class CloudWatchLogsDenial extends iam.Policy {
  private isInUse = false;

  constructor(scope: Construct, fn: lambda.Function) {
    super(scope, 'NoCloudWatchLogs', {
      statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ACTIONS, resources: logGroupArnsOf(fn) })],
    });
    fn.role?.attachInlinePolicy(this);
    if (!this.isInUse) {
      Annotations.of(fn).addWarningV2(NOT_STOPPED_WARNING,
        `The role of ${fn.node.path} is imported and cannot be changed here, so CloudWatch Logs goes on to get the function's logs. `
        + `Deny ${ACTIONS.join(', ')} to the role where the role is defined`);
    }
  }

  public override attachToRole(role: iam.IRole): void {
    this.isInUse = true;
    super.attachToRole(role);
  }
}

/** @throws when a setting needs the log group */
export function checkWithoutLogs(fn: lambda.Function, { undeliveredEvents, telemetryTypes }: TelemetrySettings): void {
  if (undeliveredEvents?.value === UndeliveredEvents.LOG.value) {
    throw new Error(`${fn.node.path}: stopCloudWatchLogs was given together with UndeliveredEvents.LOG, which writes what could not be `
      + 'delivered to CloudWatch Logs. Leave one of the two out');
  }
  if (telemetryTypes && !telemetryTypes.includes(TelemetryType.FUNCTION)) {
    Annotations.of(fn).addWarningV2(LOGS_NOWHERE_WARNING,
      `The logs of ${fn.node.path} go nowhere: stopCloudWatchLogs keeps them from CloudWatch Logs, and telemetryTypes `
      + `(${telemetryTypes.join(', ')}) keeps them from the stream. Add TelemetryType.FUNCTION`);
  }
}

/** With and without the streams in it: one action is about the group, the others are about its streams. */
function logGroupArnsOf(fn: lambda.Function): string[] {
  const logGroupName = logGroupOf(fn) ?? `/aws/lambda/${fn.functionName}`;
  const arn = Stack.of(fn).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [arn, `${arn}:*`];
}
