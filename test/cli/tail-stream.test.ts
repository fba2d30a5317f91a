import { DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand, MergeShardsCommand, PutRecordsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import type { Shard } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { CliRun } from './cli-run';
import { FORMATS } from './telemetry';
import { CompletenessChecker } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { EmbeddedKinesis, FaultProxy } from '../../simulator/kinesis';

const STREAM = 'telemetry';
const ENVIRONMENTS = Array.from({ length: 20 }, (_, index) => `${String(index).padStart(2, '0')}k9x4mrq7vz1tb0`);
const FORMAT_NAMES = Object.keys(FORMATS);
const EVENTS_OF_A_WAVE = 3;

let kinesis: EmbeddedKinesis;
let proxy: FaultProxy;
const runs: CliRun[] = [];

beforeAll(async () => {
  kinesis = await EmbeddedKinesis.start({ streams: [{ name: STREAM, shards: 4 }] });
  proxy = await FaultProxy.start({ target: kinesis.endpoint, reads: { readsPerSecond: 5 } });
});

afterEach(() => Promise.all(runs.splice(0).map((run) => run.stop())));

afterAll(async () => {
  await proxy.stop();
  await kinesis.stop();
});

function tail(...args: string[]): CliRun {
  const run = new CliRun(['tail', ...args], {
    AWS_ENDPOINT_URL_KINESIS: proxy.endpoint, AWS_REGION: kinesis.region, AWS_ACCESS_KEY_ID: kinesis.accountId, AWS_SECRET_ACCESS_KEY: 'embedded',
  });
  runs.push(run);
  return run;
}

/** Writes the next events of each environment, each environment in its own format. Together they are in all formats on all shards. */
async function writeWave(wave: number): Promise<void> {
  const sequences = Array.from({ length: EVENTS_OF_A_WAVE }, (_, index) => wave * EVENTS_OF_A_WAVE + index + 1);
  const time = new Date(Date.UTC(2026, 10, 20, 9, wave)).toISOString();
  const Records = ENVIRONMENTS.map((environment, index) => ({
    Data: FORMATS[FORMAT_NAMES[(index + wave) % FORMAT_NAMES.length]](environment, sequences, time), PartitionKey: environment,
  }));
  expect(await kinesis.client.send(new PutRecordsCommand({ StreamName: STREAM, Records }))).toMatchObject({ FailedRecordCount: 0 });
}

async function openShards(): Promise<Shard[]> {
  const { Shards = [] } = await kinesis.client.send(new ListShardsCommand({ StreamName: STREAM }));
  return Shards.filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined)
    .sort((a, b) => startOf(a) < startOf(b) ? -1 : 1);
}

const startOf = ({ HashKeyRange }: Shard) => BigInt(HashKeyRange?.StartingHashKey ?? 0);

async function untilActive(): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary } = await kinesis.client.send(new DescribeStreamSummaryCommand({ StreamName: STREAM }));
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
  }
}

/** Splits the first shard in the middle. */
async function split(): Promise<void> {
  const [first, second] = await openShards();
  const NewStartingHashKey = String(startOf(second) / 2n);
  await kinesis.client.send(new SplitShardCommand({ StreamName: STREAM, ShardToSplit: first.ShardId, NewStartingHashKey }));
  await untilActive();
}

/** Merges the last two shards. */
async function merge(): Promise<void> {
  const [before, last] = (await openShards()).slice(-2);
  await kinesis.client.send(new MergeShardsCommand({ StreamName: STREAM, ShardToMerge: before.ShardId, AdjacentShardToMerge: last.ShardId }));
  await untilActive();
}

/** Reads a shard without a pause, until another reader of it was refused some times. */
async function readGreedily(refusals: () => number): Promise<void> {
  const [shard] = await openShards();
  const client = new KinesisClient({
    endpoint: proxy.endpoint, region: kinesis.region, credentials: { accessKeyId: kinesis.accountId, secretAccessKey: 'embedded' },
    requestHandler: new UndiciHttpHandler(), maxAttempts: 1,
  });
  let own = 0;
  let { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamName: STREAM, ShardId: shard.ShardId, ShardIteratorType: 'LATEST' }));
  while (refusals() - own < 2) {
    try {
      ({ NextShardIterator: ShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator })));
    } catch (error) {
      if ((error as Error).message.startsWith('Rate exceeded')) own++;
    }
  }
  client.destroy();
}

const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Envelope);

test('all formats on four shards, with a split, a merge and other readers: nothing is missing, nothing is shown twice, and each environment is in order', async () => {
  await writeWave(0);
  const run = tail(STREAM, '--follow', '--output', 'json', '--since', '1h');
  await run.until(({ lines }) => lines.length === ENVIRONMENTS.length * EVENTS_OF_A_WAVE);
  proxy.nextReads('ProvisionedThroughputExceededException', 'ExpiredIteratorException', 'InternalFailure', 'ProvisionedThroughputExceededException', 'ExpiredIteratorException');
  await split();
  await writeWave(1);
  await readGreedily(() => proxy.statistics.throttledReads);
  await merge();
  await writeWave(2);
  await run.until(({ lines }) => lines.length >= ENVIRONMENTS.length * EVENTS_OF_A_WAVE * 3);
  const { code, stderr } = await run.interrupt();

  const shown = parsed(run.lines);
  const checker = new CompletenessChecker();
  expect(shown.filter((envelope) => checker.add(envelope) !== 'new')).toEqual([]);
  const reports = [...checker.reports()];
  expect(reports.map(({ environment }) => environment).sort()).toEqual(ENVIRONMENTS);
  for (const report of reports) expect(report).toMatchObject({ highest: EVENTS_OF_A_WAVE * 3, missing: 0, duplicates: 0 });
  for (const environment of ENVIRONMENTS) {
    const sequences = shown.filter((envelope) => envelope.environment === environment).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  }
  expect(code).toBe(130);
  expect(stderr).toContain('180 events of 20 environments; none missing; no dropped ranges\n');
});
