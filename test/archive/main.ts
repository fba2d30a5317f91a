import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveTemplate, BUCKET } from './archive-template';
import { compareWithChecker, compareWithTruth, eventsOfRequest, rowsOf, SavedQueries } from './checks';
import { Engine, HADOOP_TEXT_READER, Result } from './engine';
import { ArchivedRecord, deliver } from './firehose';
import { LocalCatalog } from './local-catalog';
import { printTable } from './print-table';
import { awkwardLines, BROKEN_LINES, troubledEnvironments } from './troubled-environments';
import { Truth } from './truth';
import { levelOf } from '../../cli-src/selection/level';
import { parseOptions } from '../../command-line/arguments';
import { Cleanup } from '../../command-line/cleanup';
import { runProgram } from '../../command-line/run-program';
import { decodeRecord, recordText } from '../../consumer-src';
import type { DemoRecording } from '../../demo/report/recording';
import { nodeBinary } from '../../simulator';
import { ArchivePartitioning, Compression } from '../../src';
import { ROOT } from '../../tools/project';
import { MotoServer } from '../deploy/moto-server';

const USAGE = `Usage: npm run test:archive [-- --from FILE] [--show]

Stores the telemetry of the demo as Firehose does, creates the Glue tables of the template in a local catalog (moto), runs the saved queries on Trino,
on which Athena is based, and compares their results with what Lambda emitted.

  --from   the file that npm run demo -- --save has written. Without it, the demo runs first
  --show   print the results of the saved queries
  --help   print this text`;

/** Without it, Trino would look into the folder of each hour since the first day of the projection. */
const RECENT = "date >= date_format(current_timestamp - INTERVAL '7' DAY, '%Y-%m-%d')";

interface Arguments {
  readonly from?: string;
  readonly show: boolean;
  readonly help: boolean;
}

void runProgram<Arguments>({
  name: 'The check of the archive',
  usage: USAGE,
  parse: (args) => parseOptions(args, { from: { type: 'string' }, show: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } }, USAGE),
  timeLimitMs: 600_000,
  describe: (error) => error instanceof Error ? error.stack ?? error.message : String(error),
  run,
});

async function run({ from, show }: Arguments, cleanup: Cleanup): Promise<number> {
  const startedAt = performance.now();
  const covered = (what: string) => console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${what}`);
  const home = await mkdtemp(join(tmpdir(), 'telemetry-archive-'));
  cleanup.add(() => rm(home, { recursive: true, force: true }));
  const recording = await recordingFrom(from, home);
  const truth = new Truth(recording);
  const records: ArchivedRecord[] = recording.records.map(({ data, arrival }) => ({ data: Buffer.from(data, 'base64'), arrival: new Date(arrival) }));
  const data = records.map((record) => record.data);
  covered(`the demo: ${records.length} records, ${truth.functions.length} functions`);

  const moto = await MotoServer.start(home);
  cleanup.add(() => moto.stop());
  const catalog = new LocalCatalog(moto.endpoint);
  cleanup.add(async () => catalog.close());
  await catalog.createBucket();
  const engine = await Engine.start(catalog.connectorProperties);
  cleanup.add(() => engine.stop());
  covered('a local S3 and Glue Data Catalog (moto), and Trino');

  const byDate = archiveTemplate('by_date');
  await catalog.create(byDate);
  // Firehose delivers at least once too: every third record is there twice, also in another hour.
  const again = records.filter((_, index) => index % 3 === 0)
    .map((record) => ({ ...record, arrival: new Date(record.arrival.getTime() - 3_600_000) }));
  const copies = deliver(again, byDate.destination).map(({ key, body }) => ({ key: key.replace('telemetry-1-', 'telemetry-2-'), body }));
  await catalog.store([...deliver(records, byDate.destination), ...copies]);
  const queries = new SavedQueries(engine, byDate);
  await compareWithTruth(queries, truth, truth.functions);
  covered('by date, with copies: the figures of all saved queries are those of Lambda');

  const rows = await compareWithChecker(queries, data);
  const complete = rows.filter(({ state }) => state === 'complete');
  // An environment that did not end in time has no summary.
  ok(complete.length > 0 && rows.every(({ state }) => state === 'complete' || state === 'no end yet'), 'an environment of the demo is not complete');
  covered(`by date, with copies: ${complete.length} of ${rows.length} environments are complete, the others have no end; no number is counted twice`);

  const [{ request_id: slowest }] = rowsOf(await queries.run('slowest requests'));
  const found = await queries.rows('one request', String(slowest));
  const events = eventsOfRequest(data, String(slowest));
  ok(events.length > 3, 'the slowest request has too few events');
  deepStrictEqual(found.map(({ sequence, type }) => [sequence, type]), events.map(({ sequence, type }) => [sequence, type]));
  covered(`one request: its ${events.length} events, in order`);

  await compareView(engine, data);
  covered('the view: each column of each event is what the module for consumers reads, and the level is that of tail');

  const byFunction = archiveTemplate('by_function', { archive: { partitioning: ArchivePartitioning.FUNCTION_AND_DATE } });
  await catalog.create(byFunction);
  await catalog.store(deliver(records, byFunction.destination));
  const { failing, calm } = truth.oneOfEach();
  for (const fn of [failing, calm]) {
    const ofFunction = new SavedQueries(engine, byFunction, fn);
    await compareWithTruth(ofFunction, truth, [fn]);
    await compareWithChecker(ofFunction, data, fn);
  }
  await rejects(engine.query(`SELECT count(*) FROM by_function.telemetry WHERE ${RECENT}`), /function/, 'a query that names no function must be rejected, and not find less');
  covered('by function: the same figures for a function with errors and one without; a query that names none is an error');

  const listed = archiveTemplate('listed', { archive: { partitioning: ArchivePartitioning.FUNCTION_AND_DATE, prefix: 'by_function/' }, table: { functionNames: truth.functions } });
  await catalog.create(listed);
  await compareWithTruth(new SavedQueries(engine, listed), truth, truth.functions);
  covered('by function, with functionNames: the same figures in one query');

  await troubles(catalog, engine, records[0].arrival);
  covered('gaps, drops, restores and summaries that do not add up: the state of each environment is that of CompletenessChecker');

  await compressed(catalog, engine, records);
  covered('records that the extension has compressed, with gzip and with Zstandard: every line can be read');

  if (show) {
    for (const name of byDate.queries.keys()) {
      const short = name.replace('Telemetry: ', '');
      printTable(name, await queries.run(short, ...short === 'one request' ? [String(slowest)] : []));
    }
  }
  console.log(`\n${byDate.queries.size} saved queries on Trino: all as expected`);
  return 0;
}

async function recordingFrom(file: string | undefined, home: string): Promise<DemoRecording> {
  const path = file ?? join(home, 'demo.json');
  if (file === undefined) {
    console.error('running the demo');
    execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'demo', 'main.ts'), '--json', '--save', path], { cwd: ROOT, stdio: ['ignore', 'ignore', 'ignore'] });
  }
  return JSON.parse(await readFile(path, 'utf8')) as DemoRecording;
}

/** Compares the columns of all events, and of lines that the demo does not have. */
async function compareView(engine: Engine, data: readonly Uint8Array[]): Promise<void> {
  const columns = ['environment', 'sequence', 'type', 'function', 'version', 'source', 'request_id', 'level', 'record', 'line', 'masked', 'sample_rate'];
  const result: Result = await engine.query(`SELECT DISTINCT ${columns.join(', ')}, time FROM by_date.telemetry WHERE ${RECENT}`);
  const expected = new Map(data.flatMap((record) => decodeRecord(record)).map((envelope) => [`${envelope.environment} ${envelope.sequence}`, envelope]));
  strictEqual(result.rows.length, expected.size, 'the number of events');
  for (const row of rowsOf(result)) {
    const envelope = expected.get(`${row.environment} ${row.sequence}`)!;
    deepStrictEqual({ ...row, time: String(row.time).slice(0, 23), masked: row.masked === null ? undefined : JSON.parse(String(row.masked)) }, {
      environment: envelope.environment, sequence: envelope.sequence, type: envelope.type,
      function: envelope.source?.split(':')[6], version: envelope.version, source: envelope.source,
      request_id: envelope.requestId ?? null, level: levelOf(envelope) ?? null, record: recordText(envelope), line: envelope.line,
      masked: envelope.masked, sample_rate: envelope.sampleRate ?? null, time: envelope.time.replace('Z', '').replace('T', ' '),
    }, envelope.line);
  }
}

async function troubles(catalog: LocalCatalog, engine: Engine, arrival: Date): Promise<void> {
  const template = archiveTemplate('troubles');
  await catalog.create(template);
  const [trouble, awkward] = [troubledEnvironments(arrival), awkwardLines(arrival)];
  const broken = { data: Buffer.from(`${BROKEN_LINES.join('\n')}\n`), arrival };
  await catalog.store(deliver([trouble, awkward, broken], template.destination));
  const rows = await compareWithChecker(new SavedQueries(engine, template), [trouble.data, awkward.data]);
  strictEqual(rows.find(({ environment }) => environment === 'lost')?.omitted, 12);
  strictEqual(new Set(rows.map(({ state }) => state)).size, 4, 'the environments must be of all states');

  const lines = rowsOf(await engine.query(`SELECT sequence, level, record FROM troubles.telemetry WHERE ${RECENT} AND environment = 'awkward' ORDER BY sequence`));
  const envelopes = decodeRecord(awkward.data);
  deepStrictEqual(lines.map(({ level }) => level), envelopes.map((envelope) => levelOf(envelope) ?? null));
  deepStrictEqual(lines.map(({ record }) => record), envelopes.map(recordText));
  const [{ unreadable }] = rowsOf(await engine.query(`SELECT count(*) AS unreadable FROM troubles.telemetry WHERE ${RECENT} AND type IS NULL`));
  ok(Number(unreadable) >= 4, `broken lines must be rows without a type, got ${String(unreadable)}`);
}

async function compressed(catalog: LocalCatalog, engine: Engine, records: readonly ArchivedRecord[]): Promise<void> {
  const plain = rowsOf(await engine.query(`SELECT count(DISTINCT line) AS lines FROM by_date.telemetry WHERE ${RECENT}`))[0].lines;
  for (const [database, compression, compress, session] of [
    ['gzipped', Compression.GZIP, 'gzipSync', HADOOP_TEXT_READER],
    ['zstandard', Compression.ZSTD, 'zstdCompressSync', {}],
  ] as const) {
    const template = archiveTemplate(database, { extension: { compression } });
    await catalog.create(template);
    await catalog.store(deliver(compressAll(records, compress), template.destination));
    const [{ lines }] = rowsOf(await engine.queryWith(session, `SELECT count(DISTINCT line) AS lines FROM ${database}.telemetry WHERE ${RECENT}`));
    strictEqual(lines, plain, `the number of lines of ${BUCKET}/${database}/`);
  }
}

/** Compresses each record by itself, as the extension does. Zstandard is in Node.js 24. */
function compressAll(records: readonly ArchivedRecord[], compress: string): ArchivedRecord[] {
  const script = `
    const zlib = require('node:zlib');
    const records = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    process.stdout.write(JSON.stringify(records.map((record) => zlib.${compress}(Buffer.from(record, 'base64')).toString('base64'))));`;
  const input = JSON.stringify(records.map(({ data }) => data.toString('base64')));
  const output = execFileSync(nodeBinary('nodejs24.x'), ['-e', script], { input, maxBuffer: 2 ** 28, encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((data, index) => ({ data: Buffer.from(data, 'base64'), arrival: records[index].arrival }));
}
