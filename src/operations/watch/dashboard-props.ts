import { Duration } from 'aws-cdk-lib';

/** What may be different about the dashboard. */
export interface TelemetryDashboardProps {
  /**
   * The name of the dashboard: up to 255 letters, digits, hyphens and underscores. It is unique in an account, over all regions.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   */
  readonly dashboardName?: string;

  /**
   * The time that the dashboard shows when it is opened.
   *
   * @default Duration.hours(12)
   */
  readonly defaultInterval?: Duration;
}
