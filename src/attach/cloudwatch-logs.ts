import { Annotations, ArnFormat, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { explainToNag, inAllPacks } from '../checks/nag-reasons';
import { AttachableFunction } from '../function/attachable-function';
import { logGroupOf } from '../function/function-configuration';
import { nearRoleOf } from '../function/near-role';
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

  constructor(scope: Construct, private readonly fn: AttachableFunction) {
    super(scope, 'NoCloudWatchLogs', {
      statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ACTIONS, resources: logGroupArnsOf(fn) })],
    });
    nearRoleOf(fn, this)?.attachInlinePolicy(this);
    explainToNag(this, {
      ids: inAllPacks('IAMNoInlinePolicy'), reason: 'It denies something to one role. A role takes few managed policies',
    });
    if (!this.isInUse) {
      Annotations.of(fn.construct).addWarningV2(NOT_STOPPED_WARNING,
        `The role of ${fn.construct.node.path} is ${fn.role ? 'imported and cannot be changed here' : 'known only at deployment'}, so CloudWatch Logs still receives the function's logs. `
        + `Deny ${ACTIONS.join(', ')} in the app that defines the role`);
    }
  }

  /** Without its function, the policy must not be created either. Only for validation: a condition may be set late. */
  public takeCondition(): void {
    const { condition } = this.fn.resource.cfnOptions;
    if (condition && this.isInUse) (this.node.defaultChild as CfnResource).cfnOptions.condition = condition;
  }

  public override attachToRole(role: iam.IRole): void {
    this.isInUse = true;
    super.attachToRole(role);
  }
}

/** Only for validation: functions may be created late. */
export function warnOfSharedLogs(fn: AttachableFunction, others: readonly string[]): void {
  if (others.length === 0) return;
  Annotations.of(fn.construct).addWarningV2(SHARED_LOGS_WARNING,
    `stopCloudWatchLogs of ${fn.construct.node.path} also stops the logs of ${others.join(', ')}, with the same role and the same log group. Give `
    + `${fn.construct.node.path} a role or a log group of its own, or stop the logs of all of them`);
}

/** @throws when a setting needs the log group */
export function checkWithoutLogs(fn: AttachableFunction, { undeliveredEvents, telemetryTypes }: TelemetrySettings): void {
  if (undeliveredEvents?.value === UndeliveredEvents.LOG.value) {
    throw new Error(`${fn.construct.node.path}: stopCloudWatchLogs cannot be given together with UndeliveredEvents.LOG, which writes undelivered events to `
      + 'CloudWatch Logs. Remove one of the two');
  }
  if (telemetryTypes && !telemetryTypes.includes(TelemetryType.FUNCTION)) {
    Annotations.of(fn.construct).addWarningV2(LOGS_NOWHERE_WARNING,
      `The logs of ${fn.construct.node.path} are neither in CloudWatch Logs, because of stopCloudWatchLogs, nor in the stream, because of telemetryTypes `
      + `(${telemetryTypes.join(', ')}). Add TelemetryType.FUNCTION`);
  }
}

/** Returns the ARNs of the log group and of its log streams: logs:CreateLogGroup applies to the group, the other actions to its streams. */
function logGroupArnsOf(fn: AttachableFunction): string[] {
  const logGroupName = logGroupOf(fn.resource) ?? `/aws/lambda/${fn.functionName}`;
  const arn = Stack.of(fn.construct).formatArn({
    service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return [arn, `${arn}:*`];
}
