import type { Figures } from './dashboard-picture';

/**
 * What `npm run demo` reports: 61 invocations of five functions, 1,675 events with 800 KB, in 84 records. A held invocation waits for 41 ms. The
 * values below are per period of ten minutes.
 */
const DEMO = { invocations: 61, events: 1_675, bytes: 800_000, records: 84, holdMs: 41 };
const EVENTS_PER_INVOCATION = DEMO.events / DEMO.invocations;
const BYTES_PER_EVENT = DEMO.bytes / DEMO.events;
const BYTES_PER_RECORD = DEMO.bytes / DEMO.records;

/** The time shown, in periods of ten minutes. */
const PERIODS = 72;
const PERIOD_SECONDS = 600;

/** The example's stream has two shards. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const CAPACITY = 2 * 1_000_000 * PERIOD_SECONDS;

/** The story: the traffic of a day, and from 13:00 to 13:50 a campaign that the two shards cannot take. */
const CAMPAIGN = { first: 42, last: 46, factor: 2.1 };
/** Environments that end during the campaign leave events behind: a few of a hundred thousand. */
const UNDELIVERED_SHARE = 2e-5;
/** The extension holds the first invocations of each environment, and one after a pause: here one of eight. */
const HELD_SHARE = 1 / 8;
/** What a filter of debug lines leaves out: an eighth of the events. */
const OMITTED_SHARE = 0.125;
/** How often a refused record is sent before the stream takes it. */
const RETRIES = 1.2;

const during = <T>(period: number, then: T, otherwise: T) => period >= CAMPAIGN.first && period <= CAMPAIGN.last ? then : otherwise;
const each = (value: (period: number) => number) => Array.from({ length: PERIODS }, (_, period) => Math.max(0, Math.round(value(period))));

/** A ripple from -1 to 1 that is the same each time. */
const ripple = (period: number, pace: number) => [[1, 0], [2.7, 1], [0.61, 2]]
  .reduce((sum, [factor, phase]) => sum + Math.sin(period * pace * factor + phase) / 3, 0);

const day = (period: number) => Math.sin(Math.PI * (period + 6) / (PERIODS + 20));
const invocations = (period: number) => (28_000 + 34_000 * day(period) + 3_000 * ripple(period, 1.9)) * during(period, CAMPAIGN.factor, 1);
const events = (period: number) => invocations(period) * EVENTS_PER_INVOCATION;
const received = (period: number) => events(period) / (1 - OMITTED_SHARE);
const offered = (period: number) => events(period) * BYTES_PER_EVENT;
/** What the stream has refused so far, and takes when there is room. */
const backlog: number[] = [];
for (let period = 0; period < PERIODS; period++) backlog.push(Math.max(0, (backlog.at(-1) ?? 0) + offered(period) - CAPACITY));
const taken = (period: number) => offered(period) + (backlog[period - 1] ?? 0) - backlog[period];
const whileFull = (period: number, value: number) => backlog[period] > 0 ? value : 0;
const refused = (period: number) => backlog[period] / BYTES_PER_RECORD / 8;
const undelivered = (period: number) => whileFull(period, events(period) * UNDELIVERED_SHARE);
/** Readers take as much as comes in, so they fall behind only a little while the stream is full. */
const behindMs = (period: number) => 420 + 160 * ripple(period, 2.3) + whileFull(period, 9_000 + 2_500 * ripple(period, 1.1));
const calls = (period: number) => taken(period) / 4_000_000;

/** Values for the picture of the dashboard. They are made up from the demo's figures, and are no measurement. */
export const EXAMPLE_FIGURES: Figures = {
  'ReceivedEvents': each(received),
  'DeliveredEvents': each((period) => taken(period) / BYTES_PER_EVENT),
  'DroppedEvents': each(() => 0),
  'OmittedEvents': each((period) => received(period) * OMITTED_SHARE),
  'UndeliveredEvents': each(undelivered),
  'FILL(dropped, 0) + FILL(undelivered, 0)': each(undelivered),
  'IncomingBytes': each(taken),
  'IncomingRecords': each((period) => taken(period) / BYTES_PER_RECORD),
  'PutRecords.ThrottledRecords': each(refused),
  'RetriedRecords': each((period) => refused(period) * RETRIES),
  'GetRecords.IteratorAgeMilliseconds': each(behindMs),
  'ReadProvisionedThroughputExceeded': each((period) => whileFull(period, 14 + 6 * ripple(period, 3))),
  'HoldTime': each((period) => invocations(period) * HELD_SHARE * DEMO.holdMs),
  'Flushes': each((period) => invocations(period) * HELD_SHARE),
  'BufferPeak': each((period) => BYTES_PER_RECORD * (6 + 3 * ripple(period, 2.1)) + whileFull(period, 3_100_000)),
  'Invocations': each(calls),
  'Errors': each((period) => period === 20 ? 2 : 0),
  'Throttles': each(() => 0),
  'IteratorAge': each((period) => behindMs(period) * 0.6),
  'ApproximateNumberOfMessagesVisible': each(() => 0),
  'DeliveryToS3.Bytes': each(taken),
  'DeliveryToS3.DataFreshness': each((period) => 150 + 140 * ripple(period, 2.9)),
};
