import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { deaggregateSync } from 'aws-kinesis-agg';
import { HOSTS, Stage } from './harness';
import type { On } from './harness';
import { CompletenessChecker, decodeRecord } from '../../consumer-src';
import { postTelemetry } from '../../faults/rig/post-telemetry';
import type { ExecutionEnvironment } from '../../simulator';
import { nodeBinary } from '../../simulator/environment/node-binary';
import { AWKWARD_RECORDS, event } from '../extension/formats/records';

let stage: Stage;

beforeAll(async () => { stage = await Stage.startWithSink(); });
afterEach(() => stage.disposeEnvironments());
afterAll(() => stage.stop());

/** An event of each type that Lambda emits, with an unknown field. */
const PLATFORM_EVENTS = ([
  ['platform.initStart', '{"functionName":"orders","functionVersion":"$LATEST","initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs:22.v1"}'],
  ['platform.initRuntimeDone', '{"initializationType":"on-demand","phase":"init","status":"success"}'],
  ['platform.initReport', '{"initializationType":"on-demand","phase":"init","metrics":{"durationMs":125.33},"status":"success"}'],
  ['platform.start', '{"requestId":"00000000-0000-0000-0000-000000000000","version":"$LATEST","tenantId":"t-1"}'],
  ['platform.report', '{"requestId":"00000000-0000-0000-0000-000000000000","status":"success","metrics":{"durationMs":1.5,"billedDurationMs":2,"memorySizeMB":128,"maxMemoryUsedMB":70}}'],
  ['platform.restoreRuntimeDone', '{"status":"success"}'],
  ['platform.restoreReport', '{"metrics":{"durationMs":1.0},"status":"success"}'],
  ['platform.extension', '{"name":"x","state":"Ready","events":["INVOKE","SHUTDOWN"]}'],
  ['platform.telemetrySubscription', '{"name":"x","state":"Subscribed","types":["platform"]}'],
  ['platform.logsDropped', '{"droppedBytes":12345678901234567890,"droppedRecords":123,"reason":"Consumer seems to have fallen behind"}'],
  ['platform.ofTomorrow', '{"new":{"field":[1e400]}}'],
  ['extension', '"a line of another extension\\n"'],
  ['extension', '{"level":"INFO","message":"of another extension"}'],
] as const).map(([type, record]) => event(record, type));

const LOGS = [...AWKWARD_RECORDS.map(([, json]) => json), `"${'é'.repeat(500_000)}"`];
const EVENTS = [...LOGS.map((json) => event(json)), ...PLATFORM_EVENTS];

/** Runs a function and posts the events to the extension, as Lambda would. */
async function streamOf(on: On, settings: Record<string, string>): Promise<{ records: Buffer[]; environment: ExecutionEnvironment }> {
  const environment = await stage.environment({ ...on, environment: settings });
  await environment.invoke({ print: 'before' });
  const { telemetryPort = 0 } = environment.extensions[0];
  // The extension is frozen between invocations. It responds when it is thawed.
  const posted = postTelemetry(telemetryPort, Buffer.from(`[${EVENTS.join(',')}]`));
  await environment.invoke({ print: 'after' });
  expect(await posted).toBe(200);
  await environment.shutdown();
  return { records: (await stage.records(environment)).map(({ data }) => Buffer.from(data)), environment };
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);

/** Decompresses with Lambda's Node.js, because the Node.js that runs the tests may be too old. */
function unzstd(records: readonly Buffer[]): string[] {
  const script = 'let t="";process.stdin.on("data",(d)=>t+=d).on("end",()=>process.stdout.write(JSON.stringify(JSON.parse(t).map('
    + '(r)=>require("node:zlib").zstdDecompressSync(Buffer.from(r,"base64")).toString()))))';
  return JSON.parse(execFileSync(nodeBinary('nodejs22.x'), ['-e', script], {
    input: JSON.stringify(records.map((record) => record.toString('base64'))), maxBuffer: 64 * 1024 * 1024,
  }).toString()) as string[];
}

function deaggregate(data: Buffer): string[] {
  const texts: string[] = [];
  deaggregateSync({ kinesisSchemaVersion: '1.0', partitionKey: 'p', sequenceNumber: '1', approximateArrivalTimestamp: 0, data: data.toString('base64') }, true,
    (error, found) => {
      if (error) throw error;
      texts.push(...(found ?? []).map((one) => Buffer.from(one.data, 'base64').toString()));
    });
  return texts;
}

/** Checks that the lines contain the unchanged text of each event, followed by the envelope's fields only. */
function expectAll(lines: readonly string[]): void {
  const texts = new Set(lines.map((line) => `${line.slice(0, line.lastIndexOf(',"source":"arn:'))}}`));
  expect(EVENTS.filter((text) => !texts.has(text)).map((text) => text.slice(0, 200))).toEqual([]);
}

function expectComplete(records: readonly Buffer[], end: { readonly withSummary: boolean }): void {
  const checker = new CompletenessChecker();
  for (const record of records) for (const envelope of decodeRecord(record)) checker.add(envelope);
  expect([...checker.reports()]).toEqual([expect.objectContaining({ missing: 0, duplicates: 0, droppedCount: 0, ended: end.withSummary })]);
}

describe.each(HOSTS)('on $name', ({ host, runtime }) => {
  test('lines', async () => {
    const { records } = await streamOf({ host, runtime }, {});
    expectAll(records.flatMap((data) => linesOf(data.toString())));
    expectComplete(records, { withSummary: true });
  });

  test('lines with gzip, decompressed by Node.js', async () => {
    const { records } = await streamOf({ host, runtime }, { KINESIS_TELEMETRY_COMPRESSION: 'gzip' });
    expectAll(records.flatMap((data) => linesOf(gunzipSync(data).toString())));
    expectComplete(records, { withSummary: true });
  });

  test('lines with Zstandard, decompressed by Node.js', async () => {
    const { records } = await streamOf({ host, runtime }, { KINESIS_TELEMETRY_COMPRESSION: 'zstd' });
    expectAll(unzstd(records).flatMap(linesOf));
  });

  test('aggregated records, deaggregated by the library of AWS Labs, also joined as by Firehose', async () => {
    const { records } = await streamOf({ host, runtime }, { KINESIS_TELEMETRY_RECORD_FORMAT: 'kpl-aggregated' });
    const texts = records.flatMap(deaggregate);
    expectAll(texts.map((text) => text.trimEnd()));
    expectAll(linesOf(texts.join('')));
    expectComplete(records, { withSummary: true });
  });

  test('the format of CloudWatch Logs subscriptions, decompressed and parsed by Node.js', async () => {
    const { records, environment } = await streamOf({ host, runtime }, { KINESIS_TELEMETRY_RECORD_FORMAT: 'cloudwatch-logs', KINESIS_TELEMETRY_LOG_GROUP: '/shop/orders' });
    const documents = records.map((data) => JSON.parse(gunzipSync(data).toString()) as Record<string, unknown>);
    for (const document of documents) {
      expect(document).toMatchObject({
        messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: '/shop/orders', subscriptionFilters: ['cdk-kinesis-telemetry-extension'],
      });
    }
    const instanceIds = environment.telemetry.deliveredTo('kinesis-telemetry-extension')
      .filter(({ type }) => type === 'platform.initStart').map(({ json }) => (JSON.parse(json) as { record: { instanceId: string } }).record.instanceId);
    expect([...new Set(documents.map(({ logStream }) => logStream))]).toEqual(instanceIds);
    const events = documents.flatMap(({ logEvents }) => logEvents as Array<{ id: string; message: string }>);
    const messages = new Set(events.map(({ message }) => message));
    const expected = LOGS.map((json) => JSON.parse(json) as unknown).map((record, index) => typeof record === 'string' ? record : LOGS[index]);
    expect(expected.filter((message) => !messages.has(message)).map((message) => message.slice(0, 200))).toEqual([]);
    expect([...messages].filter((message) => message.includes('another extension') || message.includes('initializationType'))).toEqual([]);
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expectComplete(records, { withSummary: false });
  });
});
