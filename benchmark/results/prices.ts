/** A price, and where it stands. All in US dollars, for US East (N. Virginia), without free tiers and discounts for volume. */
export interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly page: string;
}

/** When the pages were last compared with this file. */
export const PRICES_AS_OF = '2026-11-20';
export const PRICES_REGION = 'us-east-1';

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const KINESIS = 'https://aws.amazon.com/kinesis/data-streams/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';

/** What the costs are computed from. */
export const PRICES = {
  /** Duration, x86. The init phase is billed as well. */
  lambdaGBSecond: { dollars: 0.0000166667, per: 'GB-second', page: LAMBDA },
  lambdaMillionRequests: { dollars: 0.20, per: 'million requests', page: LAMBDA },
  /** Provisioned mode: 25 KB of a record, or a started one. */
  kinesisMillionPutUnits: { dollars: 0.014, per: 'million PUT payload units', page: KINESIS },
  kinesisShardHour: { dollars: 0.015, per: 'shard-hour', page: KINESIS },
  /** On-demand Standard mode; each record counts as whole kilobytes. */
  kinesisOnDemandGB: { dollars: 0.08, per: 'GB written', page: KINESIS },
  kinesisStreamHour: { dollars: 0.04, per: 'stream-hour', page: KINESIS },
  /** Standard class; the first of the tiers for Lambda's logs. */
  cloudWatchGB: { dollars: 0.50, per: 'GB ingested', page: CLOUDWATCH },
} as const satisfies Record<string, Price>;

/** CloudWatch Logs bills so many bytes for each event on top of its message. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const CLOUDWATCH_EVENT_OVERHEAD_BYTES = 26;

export const GB = 1024 ** 3;
