import { Duration } from 'aws-cdk-lib';

/** Properties of the widgets of `dashboardWidgets`. */
export interface TelemetryWidgetsProps {
  /**
   * Whether the widgets show consumers and alarms in all stacks. The stack of the dashboard then depends on these stacks, so they must not depend
   * on it: set it for a dashboard in a stack of its own.
   *
   * @default false - only consumers and alarms in the stack of the stream
   */
  readonly allStacks?: boolean;
}

/** Properties of the dashboard. */
export interface TelemetryDashboardProps {
  /**
   * The name of the dashboard: up to 255 letters, digits, hyphens and underscores. It must be unique in an account, across all regions.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   */
  readonly dashboardName?: string;

  /**
   * The time range that the dashboard shows when it is opened.
   *
   * @default Duration.hours(12)
   */
  readonly defaultInterval?: Duration;
}
