import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOURS_A_MONTH, PRICES, PRICES_AS_OF, PRICES_REGION } from '../../../benchmark/results/prices';
import { EXTENSION_METRICS } from '../../../src/operations/watch/metrics';

const README = readFileSync(join(__dirname, '../../../README.md'), 'utf8').replace(/\s+/g, ' ');
const alarm = PRICES.cloudWatchAlarmMetricMonth.dollars;
const cents = (dollars: number) => `$${dollars.toFixed(2)}`;
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
  ['the date and the region', `of ${PRICES_REGION}, ${PRICES_AS_OF}`],
])('the README has the price of %s', (_, text) => {
  expect(README).toContain(text);
});
