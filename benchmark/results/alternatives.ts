import { HOURS_A_MONTH, PRICES, Tier } from './prices';

const GB_PER_TB = 1_024;
const PUT_UNIT_BYTES = 25_600;
const GB_BYTES = 1_024 ** 3;

/** An on-demand stream, or a provisioned one of one shard, which takes a megabyte a second. */
export type Capacity = 'on-demand' | 'one shard';

/** Returns the price of a month, in US dollars. */
export function tieredDollars(gigabytes: number, tiers: readonly Tier[]): number {
  let from = 0;
  let dollars = 0;
  for (const { upToTB, dollarsPerGB } of tiers) {
    const end = Math.min(gigabytes, upToTB * GB_PER_TB);
    dollars += Math.max(0, end - from) * dollarsPerGB;
    from = end;
  }
  return dollars;
}

/** Returns the hourly price of a stream for a month, in US dollars. */
export function streamMonth(capacity: Capacity): number {
  return HOURS_A_MONTH * (capacity === 'on-demand' ? PRICES.kinesisStreamHour : PRICES.kinesisShardHour).dollars;
}

/** Returns the price of a gigabyte in full records, in US dollars. */
export function writtenGB(capacity: Capacity): number {
  return capacity === 'on-demand' ? PRICES.kinesisOnDemandGB.dollars : GB_BYTES / PUT_UNIT_BYTES / 1e6 * PRICES.kinesisMillionPutUnits.dollars;
}

/**
 * Returns the gigabytes of logs a month, as CloudWatch Logs bills them, from which on a stream costs less than CloudWatch Logs in its first tier.
 * @param growth the bytes in the stream for each byte that CloudWatch Logs bills
 */
export function breakEvenGB(capacity: Capacity, growth: number): number {
  return streamMonth(capacity) / (PRICES.cloudWatchGB.dollars - growth * writtenGB(capacity));
}
