import { Multiset } from './multiset';
import { recordText } from '../../consumer-src';
import { eventTextOf, StreamEnvelope } from '../../faults/oracle/envelope';
import { objectOf } from '../template/json-value';

/** The events that one start of an environment's processes must deliver. */
export interface Expectation {
  /** A unique name for the environment and its start. */
  readonly id: string;
  /** The function's ARN. */
  readonly source: string;
  /** The JSON texts of the events that the extension acknowledged and must send, with secrets replaced. */
  readonly events: readonly string[];
  /** The number of events that it must leave out. @default 0 */
  readonly omitted?: number;
  /** The number of secrets that it must replace. @default 0 */
  readonly masked?: number;
}

/** The lines that the handlers of a function printed, in all environments. */
export interface PrintedLines {
  /** The function's ARN. */
  readonly source: string;
  readonly lines: readonly string[];
}

export interface Verdict {
  /** The number of Lambda's events in the stream, without duplicates. */
  readonly delivered: number;
  /** The number of events that are not in the stream. */
  readonly missing: number;
  /** The number of duplicates in the stream. They are allowed, because delivery is at least once. */
  readonly duplicated: number;
  /** What was left out on purpose, as the stream reports it. */
  readonly omitted: { readonly events: number; readonly bytes: number };
  /** The number of secrets that were replaced. */
  readonly masked: number;
  /** One sentence for each problem. */
  readonly problems: readonly string[];
  readonly perExpectation: ReadonlyMap<string, { readonly delivered: number; readonly missing: number; readonly duplicated: number }>;
}

/** The types of events that the extension creates. */
const OWN_TYPE = /^telemetry\./;

/** The last member of an event in which something was masked. */
const MASKED = /,"masked":\{[^{}]*\}\}$/;

/**
 * Judges whether all events arrived, in two independent ways: by the sequence numbers alone, as any consumer can, and by
 * comparing the texts of events with those that Lambda emitted and with the lines that handlers printed.
 */
export function judge(expectations: readonly Expectation[], printed: readonly PrintedLines[], envelopes: readonly StreamEnvelope[]): Verdict {
  const environments = groupBy(envelopes, (envelope) => envelope.environment);
  const problems: string[] = [];
  const arrived = new Map<string, StreamEnvelope[]>();
  const repeats = new Map<string, number>();
  const owners = new OwnerIndex(expectations);
  for (const [environment, all] of environments) {
    const { once, duplicated, problems: found } = checkSequence(environment, all);
    problems.push(...found);
    const owner = owners.find(once);
    if (!owner) {
      problems.push(`environment ${environment} is in the stream (${once.length} events), but is not an environment of the demo`);
      continue;
    }
    for (const source of new Set(once.map((envelope) => envelope.source))) {
      if (source !== owner.source) problems.push(`the source of environment ${environment} must be ${owner.source}, got ${source}`);
    }
    arrived.set(owner.id, [...arrived.get(owner.id) ?? [], ...once]);
    repeats.set(owner.id, (repeats.get(owner.id) ?? 0) + duplicated);
  }
  const perExpectation = new Map(expectations.map((expectation) => {
    const result = compare(expectation, arrived.get(expectation.id) ?? []);
    problems.push(...result.problems);
    return [expectation.id, {
      delivered: result.delivered,
      missing: result.missing,
      duplicated: result.duplicated + (repeats.get(expectation.id) ?? 0),
    }] as const;
  }));
  for (const { source, lines } of printed) problems.push(...checkPrinted(source, lines, [...arrived.values()].flat()));
  const sum = (field: 'delivered' | 'missing' | 'duplicated') => [...perExpectation.values()].reduce((total, counts) => total + counts[field], 0);
  const once = [...arrived.values()].flat();
  return {
    delivered: sum('delivered'), missing: sum('missing'), duplicated: sum('duplicated'), omitted: omittedIn(once), masked: maskedIn(once), problems, perExpectation,
  };
}

/** Checks that the sequence numbers are 1, 2, 3, … without gaps, and that duplicates have the same event. */
function checkSequence(environment: string, envelopes: readonly StreamEnvelope[]):
{ once: StreamEnvelope[]; duplicated: number; problems: string[] } {
  const bySequence = new Map<number, StreamEnvelope>();
  const problems: string[] = [];
  let duplicated = 0;
  for (const envelope of envelopes) {
    const before = bySequence.get(envelope.sequence);
    if (!before) {
      bySequence.set(envelope.sequence, envelope);
    } else if (eventTextOf(before) === eventTextOf(envelope)) {
      duplicated++;
    } else {
      problems.push(`environment ${environment} has two different events with sequence number ${envelope.sequence}`);
    }
  }
  const once = [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
  const dropped = once.filter((envelope) => envelope.type === 'telemetry.dropped').map((envelope) => objectOf(envelope.record));
  for (const { firstSequence, lastSequence, count, reason } of dropped) {
    problems.push(`environment ${environment} dropped ${String(count)} events, sequence numbers ${String(firstSequence)} to ${String(lastSequence)}: ${String(reason)}`);
  }
  let next = 1;
  for (const { sequence } of once) {
    if (!Number.isInteger(sequence) || sequence < 1) problems.push(`environment ${environment} has the invalid sequence number ${sequence}`);
    if (sequence > next && !dropped.some((range) => Number(range.firstSequence) <= next && sequence - 1 <= Number(range.lastSequence))) {
      problems.push(`environment ${environment} has a gap: sequence numbers ${next} to ${sequence - 1} are neither in the stream nor reported as dropped`);
    }
    next = sequence + 1;
  }
  return { once, duplicated, problems };
}

function compare(expectation: Expectation, envelopes: readonly StreamEnvelope[]):
{ delivered: number; missing: number; duplicated: number; problems: string[] } {
  const found = new Multiset();
  for (const envelope of envelopes) {
    if (!OWN_TYPE.test(envelope.type)) found.add(textOf(envelope));
  }
  const problems: string[] = [];
  const [omitted, masked] = [omittedIn(envelopes).events, maskedIn(envelopes)];
  if (omitted !== (expectation.omitted ?? 0)) problems.push(`${expectation.id}: ${expectation.omitted ?? 0} events must be left out, and the stream reports ${omitted}`);
  if (masked !== (expectation.masked ?? 0)) problems.push(`${expectation.id}: ${expectation.masked ?? 0} secrets must be masked, and the stream reports ${masked}`);
  let missing = 0;
  for (const event of expectation.events) {
    if (found.take(event)) continue;
    missing++;
    problems.push(`${expectation.id}: not in the stream: ${shorten(event)}`);
  }
  const expected = new Set(expectation.events);
  let duplicated = 0;
  for (const [event, left] of found.entries()) {
    if (left === 0) continue;
    if (expected.has(event)) duplicated += left; // Lambda may post an event twice, and then it has two sequence numbers.
    else problems.push(`${expectation.id}: in the stream, but never emitted: ${shorten(event)}`);
  }
  return { delivered: expectation.events.length - missing, missing, duplicated, problems };
}

function checkPrinted(source: string, lines: readonly string[], envelopes: readonly StreamEnvelope[]): string[] {
  const records = new Multiset();
  for (const envelope of envelopes) {
    if (envelope.source === source && envelope.type === 'function') records.add(recordKey(envelope));
  }
  return lines
    .filter((line) => !records.take(textKey(line)) && !records.take(objectKey(line)))
    .map((line) => `${source} printed a line that is not in the stream: ${shorten(line)}`);
}

/** Finds the expectation that belongs to an environment by its events, because the extension generates the environment id. */
class OwnerIndex {
  private readonly byEvent = new Map<string, Expectation[]>();

  constructor(expectations: readonly Expectation[]) {
    for (const expectation of expectations) {
      for (const event of new Set(expectation.events)) {
        this.byEvent.set(event, [...this.byEvent.get(event) ?? [], expectation]);
      }
    }
  }

  find(envelopes: readonly StreamEnvelope[]): Expectation | undefined {
    const votes = new Map<Expectation, number>();
    for (const envelope of envelopes) {
      for (const expectation of this.byEvent.get(textOf(envelope)) ?? []) votes.set(expectation, (votes.get(expectation) ?? 0) + 1);
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
  }
}

/** The event as Lambda wrote it, except for what was masked. */
function textOf(envelope: StreamEnvelope): string {
  const text = eventTextOf(envelope);
  return envelope.masked === undefined ? text : text.replace(MASKED, '}');
}

function omittedIn(envelopes: readonly StreamEnvelope[]): Verdict['omitted'] {
  const reports = envelopes.filter(({ type }) => type === 'telemetry.omitted').map(({ record }) => objectOf(record));
  const sum = (field: 'count' | 'bytes') => reports.reduce((total, report) => total + Number(report[field]), 0);
  return { events: sum('count'), bytes: sum('bytes') };
}

function maskedIn(envelopes: readonly StreamEnvelope[]): number {
  return envelopes.flatMap(({ masked }) => Object.values(masked ?? {})).reduce((total, count) => total + count, 0);
}

/** A printed line arrives as a string, or as an object if the log format is JSON and the line is an object. */
function recordKey(envelope: StreamEnvelope): string {
  return typeof envelope.record === 'string' ? textKey(envelope.record) : objectKey(recordText(envelope));
}

function textKey(text: string): string {
  return `text ${text}`;
}

function objectKey(text: string): string {
  return `object ${text.trim().replace(/[\r\n]+/g, '')}`;
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function groupBy<T>(elements: readonly T[], keyOf: (element: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const element of elements) {
    const group = groups.get(keyOf(element));
    if (group) group.push(element);
    else groups.set(keyOf(element), [element]);
  }
  return groups;
}
