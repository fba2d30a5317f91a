import { StreamEnvelope } from '../../faults/oracle/envelope';
import { isObject } from '../template/json-value';
import { ConsumerRun } from '../traffic/consumer-run';

/** Whether a consumer received all events of the stream, according to its output. */
export interface ConsumerVerdict {
  readonly title: string;
  readonly calls: number;
  /** The number of events that it received, without duplicates. */
  readonly seen: number;
  /** The number of events of the stream that it did not receive. */
  readonly missing: number;
  /** One sentence for each problem. */
  readonly problems: readonly string[];
}

/**
 * Compares the stream with the output of the consumer of examples/typescript, which prints how many events of an environment it has
 * received so far, and how many are missing.
 */
export function judgeConsumer({ consumer, calls, failures, givenUp, printed }: ConsumerRun, envelopes: readonly StreamEnvelope[]): ConsumerVerdict {
  const { title } = consumer.fn;
  const reports = lastReports(printed);
  const problems = [...failures];
  if (givenUp > 0) problems.push(`Lambda would have discarded ${givenUp} records, because ${title} failed`);
  let [seen, missing] = [0, 0];
  for (const [environment, sequences] of sequencesIn(envelopes)) {
    const { received = 0, gaps = 0 } = reports.get(environment) ?? {};
    seen += received;
    missing += Math.max(0, sequences.size - received);
    if (received !== sequences.size) problems.push(`${title} received ${received} of ${sequences.size} events of environment ${environment}`);
    if (gaps > 0) problems.push(`${title} reports ${gaps} missing events of environment ${environment}`);
    reports.delete(environment);
  }
  for (const environment of reports.keys()) problems.push(`${title} reports environment ${environment}, which is not in the stream`);
  return { title, calls, seen, missing, problems };
}

function sequencesIn(envelopes: readonly StreamEnvelope[]): Map<string, Set<number>> {
  const sequences = new Map<string, Set<number>>();
  for (const { environment, sequence } of envelopes) {
    const known = sequences.get(environment);
    if (known) known.add(sequence);
    else sequences.set(environment, new Set([sequence]));
  }
  return sequences;
}

function lastReports(lines: readonly string[]): Map<string, { received: number; gaps: number }> {
  const reports = new Map<string, { received: number; gaps: number }>();
  for (const line of lines) {
    const report = parse(line);
    if (typeof report?.environment === 'string') reports.set(report.environment, { received: Number(report.received), gaps: Number(report.missing) });
  }
  return reports;
}

/** Lambda writes the time, the request id and the level before the line that a handler prints. */
function parse(line: string): Record<string, unknown> | undefined {
  const [json] = /\{.*\}/s.exec(line) ?? [];
  if (json === undefined) return undefined;
  const parsed: unknown = JSON.parse(json);
  return isObject(parsed) ? parsed : undefined;
}
