/** A price in US dollars for US East (N. Virginia), without free tiers and volume discounts. */
export interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly page: string;
}

/** The date when the prices were last compared with the pages. */
export const PRICES_AS_OF = '2026-11-20';
export const PRICES_REGION = 'us-east-1';

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const KINESIS = 'https://aws.amazon.com/kinesis/data-streams/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const PRIVATELINK = 'https://aws.amazon.com/privatelink/pricing/';

/** As in AWS's own calculator. */
export const HOURS_A_MONTH = 730;

export const PRICES = {
  /** Duration on x86, which includes the init phase. */
  lambdaGBSecond: { dollars: 0.0000166667, per: 'GB-second', page: LAMBDA },
  lambdaMillionRequests: { dollars: 0.20, per: 'million requests', page: LAMBDA },
  /** Provisioned mode: each started 25 KB of a record. */
  kinesisMillionPutUnits: { dollars: 0.014, per: 'million PUT payload units', page: KINESIS },
  kinesisShardHour: { dollars: 0.015, per: 'shard-hour', page: KINESIS },
  /** On-demand Standard mode: each record is rounded up to the next kilobyte. */
  kinesisOnDemandGB: { dollars: 0.08, per: 'GB written', page: KINESIS },
  kinesisStreamHour: { dollars: 0.04, per: 'stream-hour', page: KINESIS },
  /** Standard class, first tier for Lambda logs: `LAMBDA_LOGS.cloudWatch` has all tiers. */
  cloudWatchGB: { dollars: 0.50, per: 'GB ingested', page: CLOUDWATCH },
  /** Standard resolution. An alarm on an expression is billed for each metric in it. */
  cloudWatchAlarmMetricMonth: { dollars: 0.10, per: 'metric of an alarm and month', page: CLOUDWATCH },
  cloudWatchCustomMetricMonth: { dollars: 0.30, per: 'custom metric and month', page: CLOUDWATCH },
  cloudWatchDashboardMonth: { dollars: 3, per: 'dashboard and month', page: CLOUDWATCH },
  /** In each availability zone. */
  endpointHour: { dollars: 0.01, per: 'interface endpoint, zone and hour', page: PRIVATELINK },
  endpointGB: { dollars: 0.01, per: 'GB processed', page: PRIVATELINK },
} as const satisfies Record<string, Price>;

/** A tier of a price by volume. */
export interface Tier {
  /** The tier ends at this volume of a month. */
  readonly upToTB: number;
  readonly dollarsPerGB: number;
}

/** What Lambda's own delivery of logs costs, by destination. The tiers count the logs of all functions of an account and region. */
export const LAMBDA_LOGS = {
  page: CLOUDWATCH,
  cloudWatch: [
    { upToTB: 10, dollarsPerGB: PRICES.cloudWatchGB.dollars },
    { upToTB: 30, dollarsPerGB: 0.25 },
    { upToTB: 50, dollarsPerGB: 0.10 },
    { upToTB: Infinity, dollarsPerGB: 0.05 },
  ],
  s3OrFirehose: [
    { upToTB: 10, dollarsPerGB: 0.25 },
    { upToTB: 30, dollarsPerGB: 0.15 },
    { upToTB: 50, dollarsPerGB: 0.075 },
    { upToTB: Infinity, dollarsPerGB: 0.05 },
  ],
} as const satisfies Record<string, string | readonly Tier[]>;

/** The bytes that CloudWatch Logs bills for each event in addition to its message. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const CLOUDWATCH_EVENT_OVERHEAD_BYTES = 26;

export const GB = 1024 ** 3;
