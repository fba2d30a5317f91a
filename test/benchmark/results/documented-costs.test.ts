import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakEvenGB, tieredDollars, writtenGB } from '../../../benchmark/results/alternatives';
import { CLOUDWATCH_EVENT_OVERHEAD_BYTES, HOURS_A_MONTH, LAMBDA_LOGS, PRICES, PRICES_AS_OF, PRICES_REGION } from '../../../benchmark/results/prices';
import { EXTENSION_METRICS } from '../../../src/operations/watch/metrics';

/** Returns a document as one line. */
const read = (name: string) => readFileSync(join(__dirname, '../../..', name), 'utf8').replace(/\s+/g, ' ');
const alarm = PRICES.cloudWatchAlarmMetricMonth.dollars;
const cents = (dollars: number) => `$${dollars.toFixed(2)}`;
const published = JSON.parse(readFileSync(join(__dirname, '../../../docs/benchmarks/results.json'), 'utf8')) as {
  readonly cost: { readonly events: number; readonly bytes: number };
};
/** The bytes in the stream for each byte that CloudWatch Logs bills, for lines of 200 bytes. */
const growth = published.cost.bytes / published.cost.events / (200 + CLOUDWATCH_EVENT_OVERHEAD_BYTES);
const holdDollars = (gigabytes: number) => 0.041 * 1e6 * gigabytes * PRICES.lambdaGBSecond.dollars;
const month = (hourly: number) => `$${Math.round(hourly * HOURS_A_MONTH)} a month`;

test.each([
  ['an on-demand stream', `about **${month(PRICES.kinesisStreamHour.dollars)} for each stage`],
  ['a stream of one shard', `one shard, about ${month(PRICES.kinesisShardHour.dollars)}`],
  ['the metrics of the extension', `the ${Object.keys(EXTENSION_METRICS).length} metrics of the extension ${cents(Object.keys(EXTENSION_METRICS).length * PRICES.cloudWatchCustomMetricMonth.dollars)} for each stream`],
  ['an alarm', `an alarm ${cents(alarm)} for each metric`],
  // Two metrics for lost events, two for throttled records, one for the age.
  ['the alarms of the stream', `${cents(5 * alarm)} for those of the stream`],
  ['the alarm that compares one to nine functions with the stream', `${cents(2 * alarm)} to ${cents(10 * alarm)} for the one that compares the functions`],
  ['the dashboard', `the dashboard ${cents(PRICES.cloudWatchDashboardMonth.dollars)}`],
  ['an endpoint', `${cents(PRICES.endpointHour.dollars * HOURS_A_MONTH)} for each availability zone, and ${cents(PRICES.endpointGB.dollars)} for each GB`],
  ['the volume from which on an on-demand stream pays off', `from ${Math.round(breakEvenGB('on-demand', growth))} GB of log lines a month`],
  ['the volume from which on a shard pays off', `one shard from ${Math.round(breakEvenGB('one shard', growth))} GB`],
  ["Lambda's delivery to S3", `${cents(LAMBDA_LOGS.s3OrFirehose[0].dollarsPerGB)} a GB: but no platform events`],
  ["CloudWatch's last tier", `**Above ${LAMBDA_LOGS.cloudWatch[2].upToTB} TB a month** CloudWatch Logs takes ${cents(LAMBDA_LOGS.cloudWatch[3].dollarsPerGB)} a GB`],
  ['the same lines in an on-demand stream', `${cents(growth * writtenGB('on-demand'))} in an on-demand stream, because envelopes make short lines ${growth.toFixed(1)} times`],
  ['holds', `a hold of 41 ms is ${cents(holdDollars(1))} for a million invocations at 1 GB, ${cents(holdDollars(1 / 8))} at 128 MB`],
  ['the date and the region', `of ${PRICES_REGION}, ${PRICES_AS_OF}`],
])('docs/costs.md has the price of %s', (_, text) => {
  expect(read('docs/costs.md')).toContain(text);
});

test.each([month(PRICES.kinesisStreamHour.dollars), month(PRICES.kinesisShardHour.dollars)])('the README has the price of a stream, %s', (text) => {
  expect(read('README.md')).toContain(text);
});

test.each([[0, 0], [1_024, 512], [10 * 1_024, 5_120], [40 * 1_024, 5_120 + 5_120 + 1_024], [60 * 1_024, 5_120 + 5_120 + 2_048 + 512]])(
  '%d GB of logs a month cost %d dollars in CloudWatch Logs', (gigabytes, dollars) => {
    expect(tieredDollars(gigabytes, LAMBDA_LOGS.cloudWatch)).toBeCloseTo(dollars);
  },
);
