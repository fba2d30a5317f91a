import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { ArchiveTemplate } from './archive-template';
import { Engine, Result } from './engine';
import { Truth } from './truth';
import { CompletenessChecker, decodeRecord, Envelope } from '../../consumer-src';

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export function rowsOf({ columns, rows }: Result): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
}

/** The saved queries of an archive. With a function, each takes its name as its first parameter. */
export class SavedQueries {
  constructor(private readonly engine: Engine, private readonly template: ArchiveTemplate, private readonly fn?: string) {}

  async run(name: string, ...parameters: string[]): Promise<Result> {
    const sql = this.template.queries.get(`Telemetry: ${name}`);
    ok(sql !== undefined, `The template has no saved query "Telemetry: ${name}", but ${[...this.template.queries.keys()].join(', ')}`);
    return this.engine.query(sql, ...this.fn === undefined ? [] : [this.fn], ...parameters);
  }

  async rows(name: string, ...parameters: string[]): Promise<Row[]> {
    return rowsOf(await this.run(name, ...parameters));
  }
}

/** Compares the saved queries with what Lambda emitted in the demo. */
export async function compareWithTruth(queries: SavedQueries, truth: Truth, functions: readonly string[]): Promise<void> {
  const of = (rows: readonly Row[], fn: string) => rows.filter((row) => row.function === fn);

  const errors = await queries.rows('errors by function');
  for (const fn of functions) {
    const { error = 0, failure = 0, timeout = 0 } = truth.failures(fn);
    const [row] = of(errors, fn);
    deepStrictEqual(
      [row?.errors ?? 0, row?.failures ?? 0, row?.timeouts ?? 0, row?.failed_requests ?? 0], [error, failure, timeout, error + failure + timeout], `errors of ${fn}`);
  }

  const slowest = await queries.rows('slowest requests');
  const durations = functions.flatMap((fn) => truth.reports(fn).map(({ requestId, metrics }) => ({ requestId, duration: metrics.durationMs })))
    .sort((a, b) => b.duration - a.duration).slice(0, 50);
  deepStrictEqual(slowest.map((row) => row.duration_ms), durations.map(({ duration }) => duration), 'the durations of the slowest requests');
  strictEqual(slowest[0].request_id, durations[0].requestId, 'the slowest request');

  const starts = await queries.rows('cold starts');
  const memory = await queries.rows('memory used and paid for');
  const cost = await queries.rows('cost by function');
  for (const fn of functions) {
    const reports = truth.reports(fn);
    const inits = truth.initializations(fn);
    const [start] = of(starts, fn);
    const cold = reports.filter(({ metrics }) => metrics.initDurationMs !== undefined);
    deepStrictEqual([start.initializations, start.requests, start.cold_requests], [inits.length, reports.length, cold.length], `cold starts of ${fn}`);
    close(start.init_ms_max, Math.max(...inits), 0.06, `the longest init phase of ${fn}`);

    const gbSeconds = reports.reduce((sum, { metrics }) => sum + metrics.billedDurationMs / 1_000 * metrics.memorySizeMB / 1_024, 0);
    const used = Math.max(...reports.map(({ metrics }) => metrics.maxMemoryUsedMB));
    const [needed] = of(memory, fn);
    deepStrictEqual([needed.requests, needed.memory_mb, needed.used_mb_max], [reports.length, reports[0].metrics.memorySizeMB, used], `memory of ${fn}`);
    close(needed.gb_seconds, gbSeconds, 0.001, `GB-seconds of ${fn}`);

    const [costs] = of(cost, fn);
    strictEqual(costs.requests, reports.length, `billed requests of ${fn}`);
    close(costs.usd_on_x86_64, gbSeconds * 0.0000166667 + reports.length * 0.2 / 1e6, 0.000001, `cost of ${fn} on x86_64`);
    close(costs.usd_on_arm64, gbSeconds * 0.0000133334 + reports.length * 0.2 / 1e6, 0.000001, `cost of ${fn} on arm64`);
  }
}

/** Compares the query for completeness with `CompletenessChecker`, which has the same rules in TypeScript. */
export async function compareWithChecker(queries: SavedQueries, records: readonly Uint8Array[], fn?: string): Promise<Row[]> {
  const checker = new CompletenessChecker({ maxRanges: 10_000 });
  const envelopes = records.flatMap((record) => decodeRecord(record)).filter(({ source }) => fn === undefined || source?.split(':')[6] === fn);
  // The query does not depend on an order. The checker must have seen an environment before a report about it.
  for (const envelope of [...envelopes, ...envelopes]) checker.add(envelope);
  const rows = await queries.rows('completeness');
  const expected = [...checker.reports()].map(({ environment, missing, droppedCount, received, complete, ended, unexplained, gaps }) => ({
    environment, missing, dropped: droppedCount, received,
    gaps: gaps.length === 0 ? null : gaps.map(({ first, last }) => `${first}-${last}`).join(', '),
    state: missing > 0 ? 'misses events' : !ended ? 'no end yet' : complete ? 'complete' : unexplained === 0 ? 'complete' : 'unexplained',
  }));
  const found = rows.map(({ environment, missing, dropped, received, missing_numbers: gaps, state }) =>
    ({ environment, missing, dropped, received, gaps, state }));
  const byEnvironment = (a: { environment: unknown }, b: { environment: unknown }) => String(a.environment) < String(b.environment) ? -1 : 1;
  deepStrictEqual(found.sort(byEnvironment), expected.sort(byEnvironment));
  return rows;
}

/** The events of a request, each once, in their order. */
export function eventsOfRequest(records: readonly Uint8Array[], requestId: string): Envelope[] {
  const all = records.flatMap((record) => decodeRecord(record)).filter((envelope) => envelope.requestId === requestId);
  const events = new Map(all.map((envelope) => [envelope.sequence, envelope]));
  return [...events.values()].sort((a, b) => a.sequence - b.sequence);
}

function close(actual: unknown, expected: number, tolerance: number, what: string): void {
  ok(typeof actual === 'number' && Math.abs(actual - expected) <= tolerance, `${what}: the query says ${String(actual)}, expected ${expected}`);
}
