import { StreamEnvelope } from '../../faults/oracle/envelope';
import { isObject } from '../template/json-value';
import { ConsumerRun } from '../traffic/consumer-run';

/** What a consumer saw of what is in the stream, by its own words. */
export interface ConsumerVerdict {
  readonly title: string;
  readonly calls: number;
  /** Events that it saw, each counted once. */
  readonly seen: number;
  /** Events of the stream that it did not see. */
  readonly missing: number;
  /** What should not be, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Compares what is in the stream with the lines that the consumer of examples/typescript prints: of an environment, how many of its
 * events it has received by now, and how many are missing.
 */
export function judgeConsumer({ consumer, calls, failures, givenUp, printed }: ConsumerRun, envelopes: readonly StreamEnvelope[]): ConsumerVerdict {
  const { title } = consumer.fn;
  const told = lastWordsOf(printed);
  const problems = [...failures];
  if (givenUp > 0) problems.push(`Lambda gave up ${givenUp} records that ${title} had failed for`);
  let [seen, missing] = [0, 0];
  for (const [environment, sequences] of sequencesIn(envelopes)) {
    const { received = 0, gaps = 0 } = told.get(environment) ?? {};
    seen += received;
    missing += Math.max(0, sequences.size - received);
    if (received !== sequences.size) problems.push(`${title} saw ${received} events of environment ${environment}, and ${sequences.size} are in the stream`);
    if (gaps > 0) problems.push(`${title} says that ${gaps} events of environment ${environment} are missing`);
    told.delete(environment);
  }
  for (const environment of told.keys()) problems.push(`${title} saw environment ${environment}, which is not in the stream`);
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

function lastWordsOf(lines: readonly string[]): Map<string, { received: number; gaps: number }> {
  const told = new Map<string, { received: number; gaps: number }>();
  for (const line of lines) {
    const words = parse(line);
    if (typeof words?.environment === 'string') told.set(words.environment, { received: Number(words.received), gaps: Number(words.missing) });
  }
  return told;
}

/** Lambda writes the time, the request and the level before what a handler has printed. */
function parse(line: string): Record<string, unknown> | undefined {
  const [json] = /\{.*\}/s.exec(line) ?? [];
  if (json === undefined) return undefined;
  const parsed: unknown = JSON.parse(json);
  return isObject(parsed) ? parsed : undefined;
}
